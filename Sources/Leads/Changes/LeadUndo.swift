import FoundationEssentials
import Frame
import Routing
import Storage
import Values

/// The undoing of the caller's own last change of a lead.
///
/// Source: SPEC section 21, `POST /api/v1/leads/{id}/undo`.
extension LeadHandlers {
    /// How long after it a change can be undone.
    private static let undoSeconds = 900.0

    /// A move that the ordinary ones forbid is undone, too. An undoing cannot be undone: a repeated request changes nothing.
    @Sendable static func undo(_ input: LeadReference, _ context: Context) throws -> Reply<Lead> {
        let caller = try context.requireCaller().id
        let history = LeadHistoryStore(context.connection)
        let fields = try context.fields(of: .lead)
        try LeadEditing(context).change(as: .undone, audited: .leadChangeUndone) {
            try current(input.id, context)
        } _: { lead, now in
            // A change by the program alone, such as of the score, leaves the time of the last change as it is.
            guard let event = try history.latest(of: lead.id), event.actor?.id == caller, event.at == lead.updatedAt,
                now.timeIntervalSince(event.at) <= undoSeconds, let before = event.reverted(in: lead, fields)
            else {
                throw APIError.conflict(
                    Text(
                        "There is nothing to undo: only your own last change can be undone, within 15 minutes.",
                        pt:
                            "Não há o que desfazer: só a sua última alteração, feita há até 15 minutos, pode ser desfeita."
                    ))
            }
            return before
        }
        return try reply(find(input.id, context))
    }
}

extension LeadEvent {
    /// The lead as it was before this change; nil for a change that cannot be undone, and when the lead is no longer what it made of it.
    func reverted(in lead: Lead, _ fields: CustomFieldSet) -> Lead? {
        guard [.statusChanged, .ownerChanged, .changed].contains(action) else { return nil }
        let present = LeadChanges.values(of: lead)
        var before = lead
        for (name, change) in changes.members {
            let (earlier, later) = (change["from"] ?? .null, change["to"] ?? .null)
            guard present[name] ?? .null == later, before.set(name, to: earlier, fields) else { return nil }
        }
        // The first contact is what this change made, at its own time.
        if before.status != lead.status, lead.reachedOutAt == at { before.reachedOutAt = nil }
        return before
    }
}

extension Lead {
    /// Gives a field the value that the history has of it.
    ///
    /// - Returns: false for a field that is not changed like this, and for a value that it cannot have.
    fileprivate mutating func set(_ name: String, to json: JSON, _ fields: CustomFieldSet) -> Bool {
        if let key = name.dropping(prefix: CustomValues.prefix) {
            contact.custom.set(String(key), to: json.isNull ? nil : json, of: fields)
            return true
        }
        let value = json.text
        if let detail = LeadDetail.all.first(where: { $0.name == name }) {
            contact[detail] = value
            return true
        }
        switch name {
        case LeadFields.firstName.name: contact.firstName = value ?? ""
        case LeadFields.lastName.name: contact.lastName = value ?? ""
        case LeadFields.email.name: contact.email = value
        case LeadFields.phone.name: contact.phone = value
        case "scheduling_day": contact.schedulingDay = value
        case LeadFields.lostReason.name: lostReason = value
        case LeadFields.ownerID.name:
            ownerID = value.flatMap { User.ID($0) }
            return (ownerID == nil) == (value == nil)
        case LeadFields.status.name:
            guard let status = value.flatMap({ LeadStatus(bytewise: $0) }) else { return false }
            self.status = status
        default: return false
        }
        return true
    }
}

extension AuditEvent.Action {
    /// Staff undid their last change of a lead; recorded with the names of the fields, without values.
    static let leadChangeUndone = Self("lead.change_undone")
}
