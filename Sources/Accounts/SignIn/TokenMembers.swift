import FoundationEssentials
import Routing

/// The members of a token's header or payload.
struct TokenMembers {
    let members: Members<JSON>

    /// The members of a JSON object without repeated names; nil for any other text.
    init?(_ text: [UInt8]) {
        // Whatever is wrong with the text, the token is not ours.
        guard case .object(let members)? = try? JSONText.parse(text) else { return nil }
        self.members = members
    }

    /// The text of a member; nil for another kind.
    func string(_ name: String) -> String? {
        if case .string(let text)? = members[name] { text } else { nil }
    }

    /// The whole number of a member; nil for another kind, a fraction, or one past 64 bits.
    func integer(_ name: String) -> Int64? {
        if case .number(let number)? = members[name] { number.integer.map(Int64.init) } else { nil }
    }
}
