package import FoundationEssentials
package import MariaDB
package import Routing
package import Storage
package import Values

/// One change of a section: when, by whom, what became of what; of a secret only whether there is one.
package struct ConfigEvent: Sendable {
    /// The id of an entry.
    package typealias ID = Identifier<ConfigEvent>

    package let id: ID
    package let at: Date
    /// Nil for the administrator's command.
    package let actor: AuditEvent.Actor?
    /// The version that the change made of the section.
    package let version: Int
    /// By the path of each setting, `{"from", "to"}`.
    package let changes: Members<JSON>
}

extension ConfigEvent: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        at = try row["at"]
        let actorID: AuditEvent.Actor.ID? = try row["actor_id"]
        let username: String? = try row["username"]
        actor = actorID.map { AuditEvent.Actor(id: $0, username: username ?? "") }
        version = try row["version"]
        let text: ConfigText = try row["changes"]
        changes = text.json.members
    }
}

extension ConfigEvent: Shaped {
    /// An entry of a section's history.
    package static let shape = Shape<ConfigEvent>(
        "ConfigEvent",
        [
            .id("id") { $0.id }, .instant("at") { $0.at },
            .json("actor", AuditEvent.Actor.schema.orNull) { $0.actor.json }, .integer("version", 1...) { $0.version },
            .json("changes", .map(of: .object([.required("from", .anything), .required("to", .anything)]))) {
                .object($0.changes)
            },
        ])
}

extension ConfigEvent: Paged {
    /// `history`
    package static let pageForm = PageForm("ConfigHistoryPage", of: "history", isBounded: false)
}

/// The differences between two versions of a section.
enum ConfigChanges {
    /// The most bytes of a text that is recorded whole; a longer one is cut.
    private static let textBytes = 2000
    /// The most bytes of the JSON of a list that is recorded whole; of a longer one only the size is. A page has a hundred entries.
    private static let listBytes = 16_384

    /// By path, `{"from", "to"}`, secrets masked.
    static func between(
        _ before: Members<JSON>, _ after: Members<JSON>, _ members: [ConfigMember], at path: String = ""
    )
        -> Members<JSON>
    {
        var changes: Members<JSON> = [:]
        for member in members {
            let (old, new) = (before[member.name], after[member.name])
            if case .object(let inner) = member.shape {
                let found = between(old?.members ?? [:], new?.members ?? [:], inner, at: "\(path)\(member.name).")
                changes.merge(found) { $1 }
            } else if old != new {
                let shown = [old, new].map { member.shape.shown($0, default: member.fallback) }
                // Storing the default value explicitly is no change, except of a secret.
                if shown[0] != shown[1] || member.shape.isSecret {
                    changes[path + member.name] = .change(from: abbreviated(shown[0]), to: abbreviated(shown[1]))
                }
            }
        }
        return changes
    }

    private static func abbreviated(_ value: JSON) -> JSON {
        if case .array(let elements) = value {
            // What was stored can be written again.
            let bytes = (try? JSONText.bytes(of: value))?.count ?? 0
            return bytes > listBytes ? .string("[\(elements.count)]… (\(bytes) bytes)") : value
        }
        guard let text = value.text, text.utf8.count > textBytes else { return value }
        return .string(
            "\(String(String.UnicodeScalarView(text.unicodeScalars.prefix(100))))… (\(text.utf8.count) bytes)")
    }
}
