package import FoundationEssentials
package import Frame
import HTTP
package import MariaDB
package import Routing
package import Values

/// One thing that happened to a lead: when, by whom, what became of what.
///
/// Every change of what staff may change has an entry, written in the transaction of the change. A lead's creation is its oldest
/// entry. What follows by itself (`name`, `score`, `priority`, `updated_at`, `reached_out_at`) is not repeated. The history
/// goes with its lead; the audit records its deletion.
///
/// Source: SPEC section 5, `GET /api/v1/leads/{id}/history`.
package struct LeadEvent: Sendable {
    /// The action.
    package enum Action: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case created
        /// The status moved, whatever else was changed with it.
        case statusChanged = "status_changed"
        /// It became a customer.
        case converted
        /// Its owner was assigned or removed.
        case ownerChanged = "owner_changed"
        /// The change before it was undone.
        case undone
        /// Anything else.
        case changed
    }

    /// The id of an entry; a creation's is the lead's own.
    package typealias ID = Identifier<LeadEvent>

    package let id: ID
    package let at: Date
    package let actor: Actor?
    package let action: Action
    package let changes: LeadChanges
    /// The rule of the settings `handout` that assigned the lead; nil for all else.
    package let rule: String?

    /// The actor.
    package struct Actor: Sendable, Equatable {
        package let id: User.ID
        package let username: String
    }
}

/// The fields that a change touched: the value before and the value after, by the field's name.
package struct LeadChanges: Sendable, Equatable {
    /// The members, each `{"from", "to"}`.
    package let members: Members<JSON>

    /// Nothing was touched.
    package static let none = LeadChanges(members: [:])

    /// The differences between two versions of a lead.
    package init(from before: Lead, to after: Lead) {
        let (old, new) = (Self.values(of: before), Self.values(of: after))
        var members: Members<JSON> = [:]
        for (name, value) in new {
            let earlier = old[name] ?? .null
            if earlier != value { members[name] = ["from": earlier, "to": value] }
        }
        // An own field that is not set has no name.
        for (name, value) in old where new[name] == nil { members[name] = ["from": value, "to": .null] }
        self.members = members
    }

    /// A change of the owner alone.
    init(ofOwner before: User.ID?, to after: User.ID?) {
        func text(_ owner: User.ID?) -> JSON { owner.map { .string($0.text) } ?? .null }
        members = [LeadFields.ownerID.name: ["from": text(before), "to": text(after)]]
    }

    /// The owner after the change; nil for one that left the owner as it was, or removed it.
    var newOwner: User.ID? { members[LeadFields.ownerID.name]?["to"]?.userID }

    private init(members: Members<JSON>) {
        self.members = members
    }

    /// The kind of change.
    package var action: LeadEvent.Action {
        if members[Self.customerID] != nil { return .converted }
        if members[LeadFields.status.name] != nil { return .statusChanged }
        return members.keys.elementsEqual([LeadFields.ownerID.name]) ? .ownerChanged : .changed
    }

    private static let customerID = "customer_id"

    static func values(of lead: Lead) -> Members<JSON> {
        func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
        let contact = lead.contact
        var values: Members<JSON> = [
            LeadFields.firstName.name: text(contact.firstName), LeadFields.lastName.name: text(contact.lastName),
            LeadFields.email.name: text(contact.email), LeadFields.phone.name: text(contact.phone),
        ]
        for detail in LeadDetail.all { values[detail.name] = text(contact[detail]) }
        values["scheduling_day"] = text(contact.schedulingDay)
        values[LeadFields.status.name] = text(lead.status.rawValue)
        values[LeadFields.ownerID.name] = text(lead.ownerID?.text)
        values[customerID] = text(lead.customerID?.text)
        values[LeadFields.lostReason.name] = text(lead.lostReason)
        for (name, value) in contact.custom.named { values[name] = value }
        return values
    }

    /// The JSON text.
    ///
    /// - Throws: what encoding throws.
    func text() throws -> String { String(decoding: try JSONText.bytes(of: JSON.object(members)), as: UTF8.self) }
}

extension LeadChanges: ColumnDecodable {
    /// The changes in a column of JSON text.
    package init(column: borrowing Column) throws(DatabaseError) {
        let text = try column.bytes()
        do {
            guard case .object(let members) = try JSONText.parse(text) else { throw JSONText.Fault.malformed }
            self.init(members: members)
        } catch {
            throw column.undecodable
        }
    }
}

extension LeadEvent: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        at = try row["at"]
        let actorID: User.ID? = try row["actor_id"]
        let username: String? = try row["username"]
        if let actorID, let username {
            actor = Actor(id: actorID, username: username)
        } else {
            actor = nil
        }
        action = try row["action"]
        changes = try row["changes"]
        rule = try row["rule"]
    }
}

extension LeadEvent: Shaped, Paged {
    /// The shape of SPEC section 5.
    package static let shape = Shape<LeadEvent>(
        "LeadEvent",
        [
            .id("id") { $0.id }, .instant("at") { $0.at },
            .json("actor", Schema.object([.required("id", .identifier), .required("username", .string)]).orNull) {
                $0.actor.map { ["id": .string($0.id.text), "username": .string($0.username)] } ?? .null
            },
            .choice("action") { $0.action },
            .json(
                "changes",
                .map(of: .object([.required("from", .anything), .required("to", .anything)]))
            ) { .object($0.changes.members) },
            .rareText("rule") { $0.rule },
        ])

    /// `history`
    package static let pageForm = PageForm("LeadHistoryPage", of: "history")
}
