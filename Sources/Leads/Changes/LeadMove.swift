import FoundationEssentials
import Frame
import Routing
import Values

/// The status, the owner and the reason of a loss that a request asks for: what may be changed of one lead and of many.
struct LeadMove: Sendable, Equatable {
    private(set) var status: LeadStatus?
    private(set) var ownerID: Change<User.ID>
    private(set) var lostReason: Change<String>

    /// Reads the members of the content, or those of one of its members.
    init(reading input: InputReader, in parent: String? = nil) {
        func field<Value: Sendable>(_ field: Field<Value>) -> Field<Value> {
            parent.map { Field("\($0).\(field.name)", field.rule) } ?? field
        }
        status = input.replacement(field(LeadFields.status))
        ownerID = input.change(field(LeadFields.ownerID))
        lostReason = input.change(field(LeadFields.lostReason))
    }

    /// Whether nothing is asked for.
    var isEmpty: Bool { status == nil && ownerID == .keep && lostReason == .keep }

    /// The lead as it is to become.
    ///
    /// - Throws: `APIError` 409 for a move that is not allowed, 422 for the reason of a loss when the lead is not lost.
    func applied(to lead: Lead, at now: Date) throws -> Lead {
        var changed = lead
        ownerID.apply(to: &changed.ownerID)
        if let status, status != lead.status {
            guard lead.status.moves.contains(status) else {
                throw APIError.conflict(
                    Text(
                        "A lead cannot move from \(lead.status.rawValue) to \(status.rawValue).",
                        pt: "Um lead não pode ir de \(lead.status.rawValue) para \(status.rawValue)."))
            }
            changed.status = status
            if status == .reachedOut && changed.reachedOutAt == nil { changed.reachedOutAt = now }
        }
        lostReason.apply(to: &changed.lostReason)
        guard changed.status != .lost else { return changed }
        if case .set = lostReason {
            throw APIError.invalid([
                LeadFields.lostReason.name: [
                    Text("Only a lost lead has a reason.", pt: "Só um lead perdido tem um motivo.")
                ]
            ])
        }
        changed.lostReason = nil
        return changed
    }
}

extension LeadMove {
    /// As a job keeps it: what is kept has no member, what is cleared is null.
    var json: JSON {
        var members: Members<JSON> = [:]
        if let status { members[LeadFields.status.name] = .string(status.rawValue) }
        switch ownerID {
        case .keep: break
        case .clear: members[LeadFields.ownerID.name] = .null
        case .set(let id): members[LeadFields.ownerID.name] = .string(id.text)
        }
        switch lostReason {
        case .keep: break
        case .clear: members[LeadFields.lostReason.name] = .null
        case .set(let text): members[LeadFields.lostReason.name] = .string(text)
        }
        return .object(members)
    }

    /// Reads what `json` wrote; nil for anything else.
    init?(_ json: JSON) {
        status = nil
        ownerID = .keep
        lostReason = .keep
        for (name, value) in json.members {
            switch (name, value) {
            case (LeadFields.status.name, .string(let text)): status = LeadStatus(bytewise: text)
            case (LeadFields.ownerID.name, .null): ownerID = .clear
            case (LeadFields.ownerID.name, .string(let text)):
                guard let id = User.ID(text) else { return nil }
                ownerID = .set(id)
            case (LeadFields.lostReason.name, .null): lostReason = .clear
            case (LeadFields.lostReason.name, .string(let text)): lostReason = .set(text)
            default: return nil
            }
        }
    }
}
