import Environment
import Routing
import Values

/// The destinations of a section, and what a change of one does: it clears the secrets that would be sent there.
///
/// Otherwise a user who may change an address could redirect the secrets stored beside it. Source: SPEC section 8.
struct ConfigDestinations {
    private let section: any ConfigSection.Type
    private let cipher: ConfigCipher

    init(of section: any ConfigSection.Type, _ cipher: ConfigCipher) {
        self.section = section
        self.cipher = cipher
    }

    /// The destinations that are another once `wanted` is stored in place of `stored`; a value equal to the default is unset.
    func changed(from stored: Members<JSON>, to wanted: Members<JSON>) -> [ConfigMember] {
        section.members.filter { member in
            guard member.sentSecrets != nil else { return false }
            return text(of: member, in: stored) != text(of: member, in: wanted)
        }
    }

    /// Whether the host that a setting names is one that it may name.
    func isAllowed(_ member: ConfigMember, in wanted: Members<JSON>) -> Bool {
        guard let hosts = member.hosts, let text = text(of: member, in: wanted).text else { return true }
        switch hosts {
        case .publicOrLoopback:
            let host = DestinationHost(text)
            return !host.isPrivate || host.isLoopback
        case .publicOfURL: return DestinationHost(url: text)?.isPrivate != true
        }
    }

    /// `wanted` without the stored secrets that would be sent to a changed destination; those that were sent with it stay.
    func cleared(_ wanted: Members<JSON>, for changed: [ConfigMember]) -> Members<JSON> {
        var values = wanted
        for name in changed.flatMap({ $0.sentSecrets ?? [] }) where values[name]?[ConfigShape.unsealed] == nil {
            values[name] = nil
        }
        return values
    }

    /// Where a destination points; of a secret one what it is before it is sealed. One that no key opens equals nothing but itself.
    private func text(of member: ConfigMember, in values: Members<JSON>) -> JSON {
        guard let value = values[member.name] else { return member.fallback }
        guard member.shape.isSecret else { return value }
        return value[ConfigShape.unsealed]
            ?? cipher.open(value, as: "\(section.name).\(member.name)").map(JSON.string) ?? value
    }
}
