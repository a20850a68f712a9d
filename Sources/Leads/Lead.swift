package import CRM
package import FoundationEssentials
package import Frame
package import MariaDB
package import Routing
package import Values

/// A lead: contact fields, status, and résumé.
///
/// Source: SPEC section 5.
package struct Lead: Sendable, Equatable {
    /// The id of a lead.
    package typealias ID = Identifier<Lead>

    package let id: ID
    package var contact: LeadContact
    package var status: LeadStatus
    /// 0 through 100.
    package var score: Int
    package var ownerID: User.ID?
    /// The customer that it became.
    package var customerID: Customer.ID?
    package let resume: Resume?
    /// Incremented by every update.
    package internal(set) var version: Int
    package let createdAt: Date
    package internal(set) var updatedAt: Date
    package var reachedOutAt: Date?
    /// When an answer is due, to the second; nil once it was given, and without a target.
    package var dueAt: Date?
    /// Whether it was due before it was read.
    package var isLate = false
    /// Whether it was answered in time; nil while that is open, and without a target.
    package var inTime: Bool?
    /// The working time from its creation to its first answer, in seconds; nil without one.
    package internal(set) var answerSeconds: Int?
    /// Why it was lost; nil unless it is lost.
    package internal(set) var lostReason: String?

    /// What the person agrees to; kept by the ledger of consents.
    package internal(set) var consents = CurrentConsents()

    /// How soon it deserves attention.
    package var priority: Priority { Priority(score: score) }
    /// Names the state that is shown, which time changes, too: by its version, when it is due, and whether it is late.
    package var eTag: String { eTags.last ?? "\(version)" }
    /// The names of the states of this version: until its due time is known, then until it is late.
    package var eTags: [String] {
        guard let dueAt else { return ["\(version)"] }
        let due = "\(version).\(Int(dueAt.timeIntervalSince1970))"
        return isLate ? ["\(version)", due, due + ".late"] : ["\(version)", due]
    }
}

extension Lead: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        var contact = LeadContact()
        contact.firstName = try row["first_name"]
        contact.lastName = try row["last_name"]
        contact.email = try row["email"]
        contact.phone = try row["phone"]
        for detail in LeadDetail.all { contact[detail] = try row[detail.column] }
        let schedulingDay: String? = try row["scheduling_day"]
        contact.schedulingDay = schedulingDay.map { WallTime.text(fromSQL: $0) }
        let attribution: Attribution? = try row["attribution"]
        contact.attribution = attribution ?? Attribution()
        contact.custom = try CustomValues(row: row)
        self.contact = contact
        resume = try Resume(row: row)
        status = try row["status"]
        score = try row["score"]
        ownerID = try row["owner_id"]
        customerID = try row["customer_id"]
        version = try row["version"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        reachedOutAt = try row["reached_out_at"]
        dueAt = try row["due_at"]
        isLate = try row["is_late"]
        inTime = try row["in_time"]
        answerSeconds = try row["answer_seconds"]
        lostReason = try row["lost_reason"]
        let (first, later): (CurrentConsents?, CurrentConsents?) = (try row["first_consents"], try row["agreed"])
        consents = (first ?? CurrentConsents()).replaced(by: later ?? CurrentConsents())
    }
}

extension Lead: JSONWritable, Described {
    /// Writes every member; what is not known is null.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("first_name", contact.firstName)
        object.add("last_name", contact.lastName)
        object.add("name", contact.name)
        object.add("email", contact.email)
        object.add("phone", contact.phone)
        for detail in LeadDetail.all { object.add(detail.name, contact[detail]) }
        object.add("scheduling_day", contact.schedulingDay)
        object.add("resume_path", resume?.path)
        object.add("resume", resume)
        object.add("status", status.rawValue)
        object.add("score", score)
        object.add("priority", priority.rawValue)
        object.add("owner_id", ownerID?.text)
        object.add("customer_id", customerID?.text)
        object.add("created_at", Instant.text(createdAt))
        object.add("updated_at", Instant.text(updatedAt))
        object.add("reached_out_at", reachedOutAt.map(Instant.text))
        object.add(CustomValues.member, contact.custom)
        object.add(Attribution.member, contact.attribution)
        object.add(CurrentConsents.member, consents)
        object.add("due_at", dueAt.map(Instant.text))
        object.add("is_late", isLate)
        object.add(LeadFields.lostReason.name, lostReason)
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object("Lead", contactMembers + detailMembers + members)

    private static let contactMembers: [Schema.Member] = [
        .required("id", .identifier), .required("first_name", .string), .required("last_name", .string),
        .required("name", .string), .required("email", Schema.string.orNull),
        .required("phone", Schema.string.orNull),
    ]

    private static let detailMembers = LeadDetail.all.map { Schema.Member.required($0.name, Schema.string.orNull) }

    private static let members: [Schema.Member] = [
        .required("scheduling_day", Schema.wallTime.orNull), .required("resume_path", Schema.string.orNull),
        .required("resume", Resume.schema.orNull),
        .required("status", .oneOf(LeadStatus.allCases.map(\.rawValue))), .required("score", .integer(0...100)),
        .required("priority", .oneOf(Priority.allCases.map(\.rawValue))),
        .required("owner_id", Schema.identifier.orNull), .required("customer_id", Schema.identifier.orNull),
        .required("created_at", .instant), .required("updated_at", .instant),
        .required("reached_out_at", Schema.instant.orNull), .required(CustomValues.member, CustomValues.schema),
        .required(Attribution.member, Attribution.schema), .required(CurrentConsents.member, CurrentConsents.schema),
        .required("due_at", Schema.instant.orNull),
        .required("is_late", .boolean), .required(LeadFields.lostReason.name, Schema.string.orNull),
    ]
}

extension Schema {
    /// A wall-clock time without offset.
    static let wallTime = Schema.string(pattern: #"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"#)
}
