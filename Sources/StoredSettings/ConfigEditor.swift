package import Environment
package import FoundationEssentials
package import MariaDB
package import Routing

/// A requested change of a section.
package struct ConfigDraft {
    /// The section.
    package let section: any ConfigSection.Type
    /// The values sent.
    package let given: Members<JSON>

    /// A draft of a section.
    package init(_ section: any ConfigSection.Type, _ given: Members<JSON>) {
        self.section = section
        self.given = given
    }
}

/// Changes stored settings, all that one request names or none.
package struct ConfigEditor {
    /// How what was sent and what is stored become one.
    package enum Manner: Sendable {
        /// Omitted settings return to their defaults.
        case replace
        /// Omitted settings are kept; null restores a setting's default.
        case merge
    }

    /// The result of a change of settings.
    package struct Outcome {
        /// All sections, as they are afterwards.
        package let snapshot: ConfigSnapshot
        /// The sections that are another now.
        package let changed: [Change]
    }

    /// The result for one section.
    package struct Change {
        /// The section.
        package let section: any ConfigSection.Type
        /// By the path of each setting, `{"from", "to"}`; secrets masked.
        package let changes: Members<JSON>
        /// The names of the destinations that are others now.
        package let destinations: [String]
    }

    /// Destinations were to be changed by a caller who may not.
    package struct Redirection: Error {
        /// Their paths, as faults are reported.
        package let settings: [String]
    }

    private let connection: Connection
    private let store: ConfigStore
    private let settings: Settings

    /// An editor on a connection.
    package init(_ connection: Connection, _ settings: Settings) {
        self.connection = connection
        store = ConfigStore(connection)
        self.settings = settings
    }

    /// Changes sections; call it in a transaction.
    ///
    /// - Parameters:
    ///   - isWhole: whether faults are named by `section.setting`.
    ///   - mayRedirect: whether destinations may be changed; the secrets that would be sent to a changed one are cleared.
    ///   - actor: the 16 bytes of the id of the user who does it; nil for the administrator's command.
    ///   - admitting: passes when the state that is to be changed is the right one.
    /// - Throws: `Redirection`; `APIError` 422 with all faults, 409 for a secret that cannot be kept; `DatabaseError`; what `admitting` throws.
    package func apply(
        _ drafts: [ConfigDraft], _ manner: Manner, isWhole: Bool = false, mayRedirect: Bool, by actor: [UInt8]?,
        at now: Date = Date(), admitting: (ConfigSnapshot) throws -> Void = { _ in }
    ) throws -> Outcome {
        var snapshot = try store.lockedSnapshot()
        try admitting(snapshot)
        var faults = ConfigFaults(by: settings.conventions)
        let wanted = drafts.map { draft in
            wish(of: draft, from: snapshot[draft.section], manner, isWhole: isWhole, &faults)
        }
        for (draft, wish) in zip(drafts, wanted) {
            try draft.section.checkReferences(
                wish.values, on: connection, at: isWhole ? "\(draft.section.name)." : "", &faults)
        }
        let redirected = zip(drafts, wanted).flatMap { draft, wish in
            wish.destinations.map { isWhole ? "\(draft.section.name).\($0)" : $0 }
        }
        guard mayRedirect || redirected.isEmpty else { throw Redirection(settings: redirected) }
        try faults.check()
        try checkKey(for: zip(drafts, wanted.map(\.values)), isWhole: isWhole)
        var changed: [Change] = []
        for (draft, wish) in zip(drafts, wanted) {
            let (section, values) = (draft.section, wish.values)
            let stored = snapshot[section]
            guard values != stored.values else { continue }
            let sealed = seal(values, of: section, version: stored.version + 1)
            guard try store.replace(section.name, with: text(of: sealed), from: stored.version, by: actor, at: now)
            else { throw APIError.preconditionFailed }
            let changes = ConfigChanges.between(stored.values, values, section.members)
            try store.addHistory(
                of: section.name, version: stored.version + 1, changes: text(of: changes), by: actor, at: now)
            snapshot.sections[section.name] = StoredConfig(values: sealed, version: stored.version + 1)
            changed.append(Change(section: section, changes: changes, destinations: wish.destinations))
        }
        return Outcome(snapshot: snapshot, changed: changed)
    }

    /// The new values of a section, and the destinations that they change.
    private typealias Wish = (values: Members<JSON>, destinations: [String])

    /// A destination with an invalid new value is changed as well: a missing permission is reported first.
    private func wish(
        of draft: ConfigDraft, from stored: StoredConfig, _ manner: Manner, isWhole: Bool, _ faults: inout ConfigFaults
    ) -> Wish {
        let section = draft.section
        let prefix = isWhole ? "\(section.name)." : ""
        let values = ConfigShape.applied(
            draft.given, to: .object(stored.values), merging: manner == .merge, section.members,
            at: isWhole ? section.name : "", &faults
        ).members
        section.check(values, for: settings, at: prefix, &faults)
        let destinations = ConfigDestinations(of: section, settings.configCipher)
        let changed = destinations.changed(from: stored.values, to: values)
        if !settings.allowsPrivateDestinations {
            for member in changed where !destinations.isAllowed(member, in: values) {
                faults.note(.privateDestination, at: prefix + member.name)
            }
        }
        let faulty = section.members.filter { $0.sentSecrets != nil && faults.has(at: prefix + $0.name) }
        var names = changed.map(\.name)
        for member in faulty where !names.contains(member.name) { names.append(member.name) }
        return (destinations.cleared(values, for: changed), names)
    }

    private func checkKey(for wanted: Zip2Sequence<[ConfigDraft], [Members<JSON>]>, isWhole: Bool) throws(APIError) {
        guard !settings.configCipher.hasKey else { return }
        let text = Text(
            "This cannot be stored: the server has no CONFIG_ENCRYPTION_KEY.",
            pt: "Isto não pode ser armazenado: o servidor não tem CONFIG_ENCRYPTION_KEY.")
        var details: Members<[Text]> = [:]
        for (draft, values) in wanted {
            for (name, value) in values where value[ConfigShape.unsealed] != nil && draft.section.isSecret(name) {
                details[isWhole ? "\(draft.section.name).\(name)" : name] = [text]
            }
        }
        guard details.isEmpty else { throw .conflict(text, details: details) }
    }

    private func seal(
        _ values: Members<JSON>, of section: any ConfigSection.Type, version: Int
    ) -> Members<JSON> {
        var sealed = values
        for (name, value) in values where section.isSecret(name) {
            guard let text = value[ConfigShape.unsealed]?.text else { continue }
            sealed[name] = settings.configCipher.seal(text, as: "\(section.name).\(name)", version: version)
        }
        return sealed
    }

    private func text(of members: Members<JSON>) throws -> String {
        String(decoding: try JSONText.bytes(of: JSON.object(members)), as: UTF8.self)
    }
}

extension ConfigSection {
    /// Whether a setting is stored encrypted.
    static func isSecret(_ name: String) -> Bool {
        members.contains { $0.name == name && $0.shape.isSecret }
    }
}

extension Fault {
    /// A destination on this host or on a private network.
    fileprivate static let privateDestination = Fault(
        "Must not be a private or local address.", pt: "Não pode ser um endereço privado ou local.")
}
