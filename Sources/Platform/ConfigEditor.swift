package import FoundationEssentials
package import MariaDB
package import Routing

/// What somebody wants a section to become.
package struct ConfigDraft {
    /// The section.
    package let section: any ConfigSection.Type
    /// What was sent.
    package let given: [String: JSON]

    /// A draft of a section.
    package init(_ section: any ConfigSection.Type, _ given: [String: JSON]) {
        self.section = section
        self.given = given
    }
}

/// Changes stored settings, all that one request names or none.
package struct ConfigEditor {
    /// How what was sent and what is stored become one.
    package enum Manner: Sendable {
        /// What is left out goes back to its default.
        case replace
        /// What is left out stays; null takes a setting back to its default.
        case merge
    }

    /// What became of the settings.
    package struct Outcome {
        /// All sections, as they are afterwards.
        package let snapshot: ConfigSnapshot
        /// The sections that are another now, each with what changed.
        package let changed: [(section: any ConfigSection.Type, changes: [String: JSON])]
    }

    private let store: ConfigStore
    private let settings: Settings

    /// An editor on a connection.
    package init(_ connection: Connection, _ settings: Settings) {
        store = ConfigStore(connection)
        self.settings = settings
    }

    /// Changes sections; call it in a transaction.
    ///
    /// - Parameters:
    ///   - isWhole: whether faults are told by `section.setting`.
    ///   - actor: the 16 bytes of the id of the user who does it; nil for the administrator's command.
    ///   - admitting: passes when the state that is to be changed is the right one.
    /// - Throws: `APIError` 422 with all faults, 409 for a secret that cannot be kept; `DatabaseError`; what `admitting` throws.
    package func apply(
        _ drafts: [ConfigDraft], _ manner: Manner, isWhole: Bool = false, by actor: [UInt8]?, at now: Date = Date(),
        admitting: (ConfigSnapshot) throws -> Void = { _ in }
    ) throws -> Outcome {
        var snapshot = try store.lockedSnapshot()
        try admitting(snapshot)
        var faults = ConfigFaults()
        let wanted = drafts.map { draft in
            values(of: draft, from: snapshot[draft.section], manner, isWhole: isWhole, &faults)
        }
        try faults.check()
        try checkKey(for: zip(drafts, wanted), isWhole: isWhole)
        var changed: [(section: any ConfigSection.Type, changes: [String: JSON])] = []
        for (draft, values) in zip(drafts, wanted) {
            let section = draft.section
            let stored = snapshot[section]
            guard values != stored.values else { continue }
            let sealed = seal(values, of: section, version: stored.version + 1)
            guard try store.replace(section.name, with: text(of: sealed), from: stored.version, by: actor, at: now)
            else { throw APIError.preconditionFailed }
            let changes = ConfigChanges.between(stored.values, values, section.members)
            try store.addHistory(
                of: section.name, version: stored.version + 1, changes: text(of: changes), by: actor, at: now)
            snapshot.sections[section.name] = StoredConfig(values: sealed, version: stored.version + 1)
            changed.append((section, changes))
        }
        return Outcome(snapshot: snapshot, changed: changed)
    }

    private func values(
        of draft: ConfigDraft, from stored: StoredConfig, _ manner: Manner, isWhole: Bool, _ faults: inout ConfigFaults
    ) -> [String: JSON] {
        let path = isWhole ? draft.section.name : ""
        let values = ConfigShape.applied(
            draft.given, to: .object(stored.values), merging: manner == .merge, draft.section.members, at: path, &faults
        ).members
        draft.section.check(values, for: settings, at: isWhole ? "\(path)." : "", &faults)
        return values
    }

    private func checkKey(for wanted: Zip2Sequence<[ConfigDraft], [[String: JSON]]>, isWhole: Bool) throws(APIError) {
        guard !settings.configCipher.hasKey else { return }
        let text = Text(
            "Cannot be stored: the server has no CONFIG_ENCRYPTION_KEY.",
            pt: "Não pode ser armazenado: o servidor não tem CONFIG_ENCRYPTION_KEY.")
        var details: [String: [Text]] = [:]
        for (draft, values) in wanted {
            for (name, value) in values where value[ConfigShape.unsealed] != nil && draft.section.isSecret(name) {
                details[isWhole ? "\(draft.section.name).\(name)" : name] = [text]
            }
        }
        guard details.isEmpty else { throw .conflict(text, details: details) }
    }

    private func seal(
        _ values: [String: JSON], of section: any ConfigSection.Type, version: Int
    ) -> [String: JSON] {
        var sealed = values
        for (name, value) in values where section.isSecret(name) {
            guard let text = value[ConfigShape.unsealed]?.text else { continue }
            sealed[name] = settings.configCipher.seal(text, as: "\(section.name).\(name)", version: version)
        }
        return sealed
    }

    private func text(of members: [String: JSON]) throws -> String {
        String(decoding: try JSONText.bytes(of: JSON.object(members)), as: UTF8.self)
    }
}

extension ConfigSection {
    /// Whether a setting is stored encrypted.
    static func isSecret(_ name: String) -> Bool {
        members.contains { $0.name == name && $0.shape.isSecret }
    }
}
