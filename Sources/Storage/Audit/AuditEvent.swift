package import FoundationEssentials
package import MariaDB
package import Routing
package import Values

/// Something that matters to security, or was done to data: when, by whom, to what.
///
/// It holds no secret and nothing personal but ids and the actor's user name. Written in the transaction of what it records, and
/// never changed.
///
/// Source: SPEC section 4, `GET /api/v1/audit`.
package struct AuditEvent: Sendable, Equatable {
    /// The id of an event; its time is the event's.
    package typealias ID = Identifier<AuditEvent>

    /// The action; each domain has its own.
    package struct Action: Sendable, Hashable {
        /// The name, `subject.verb`: at most 40 of `a-z . _`.
        package let name: String

        /// An action of that name.
        package init(_ name: StaticString) { self.name = name.description }

        init(stored name: String) { self.name = name }
    }

    /// A user who did something, by the name of then.
    package struct Actor: Sendable, Equatable {
        /// The user's id.
        package typealias ID = Identifier<Actor>

        package let id: ID
        package let username: String

        /// A user.
        package init(id: ID, username: String) {
            self.id = id
            self.username = username
        }
    }

    /// The target of an action.
    package struct Target: Sendable, Equatable {
        /// Its kind: at most 40 ASCII characters.
        package let kind: String
        /// Which one: at most 64 ASCII characters.
        package let id: String

        /// One thing of a kind.
        package init(_ kind: String, _ id: String) {
            self.kind = kind
            self.id = id
        }
    }

    package let id: ID
    package let at: Date
    /// Nil for anonymous callers and the administrator's command.
    package let actor: Actor?
    package let action: Action
    package let target: Target?
    package let requestID: String?
    /// The client's address, as nginx saw it; nil for the administrator's command.
    package let address: String?
    /// By field: `{"from", "to"}`, or `{}` for a value that is not recorded.
    package let changes: Members<JSON>

    /// An event.
    package init(
        _ action: Action, of target: Target?, by actor: Actor?, requestID: String?, address: String?,
        changes: Members<JSON>,
        at: Date
    ) {
        id = ID(at: at)
        self.at = at
        self.actor = actor
        self.action = action
        self.target = target
        self.requestID = requestID
        self.address = address
        self.changes = changes
    }
}

extension JSON {
    /// The change of a field.
    package static func change(from before: JSON, to after: JSON) -> JSON { ["from": before, "to": after] }
    /// That a field was changed whose value is personal or secret.
    package static let untoldChange: JSON = [:]
}

extension AuditEvent: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        at = try row["at"]
        let actorID: Actor.ID? = try row["actor_id"]
        let username: String? = try row["actor_username"]
        actor = actorID.map { Actor(id: $0, username: username ?? "") }
        let action: String = try row["action"]
        self.action = Action(stored: action)
        let kind: String? = try row["target_kind"]
        let targetID: String? = try row["target_id"]
        target = kind.map { Target($0, targetID ?? "") }
        requestID = try row["request_id"]
        address = try row["address"]
        let text: [UInt8] = try row["changes"]
        // The column holds an object: the table checks that it is JSON, and nothing else is written.
        if case .object(let members)? = try? JSONText.parse(text) { changes = members } else { changes = [:] }
    }
}

extension AuditEvent: Shaped {
    /// The shape of SPEC section 4.
    package static let shape = Shape<AuditEvent>(
        "AuditEvent",
        [
            .id("id") { $0.id }, .instant("at") { $0.at }, .json("actor", Actor.schema.orNull) { $0.actor.json },
            .text("action") { $0.action.name },
            .json("target", Schema.object([.required("kind", .string), .required("id", .string)]).orNull) {
                $0.target.map { ["kind": .string($0.kind), "id": .string($0.id)] } ?? .null
            },
            .optionalText("request_id") { $0.requestID }, .optionalText("address") { $0.address },
            .json("changes", .map(of: .object([.optional("from", .anything), .optional("to", .anything)]))) {
                .object($0.changes)
            },
        ])
}

extension AuditEvent: Paged {
    /// `events`
    package static let pageForm = PageForm("AuditPage", of: "events")
}

extension AuditEvent.Actor {
    /// Id and user name.
    package static let schema = Schema.object([.required("id", .identifier), .required("username", .string)])
}

extension AuditEvent.Actor? {
    /// Id and user name, or null.
    package var json: JSON { map { ["id": .string($0.id.text), "username": .string($0.username)] } ?? .null }
}
