package import FoundationEssentials
import HTTP
package import MariaDB
package import Routing
package import Values

/// A submission that was put aside, or a lead that staff marked as spam.
///
/// It is in no list, metric, export or search of leads; nothing follows from it. Source: SPEC section 13.
package struct Quarantined: Sendable {
    /// The id of the lead or the enquiry that it becomes when it is released.
    package let id: Lead.ID
    package let receivedAt: Date
    package let form: Enquiry.Form
    /// The slug of the form that it came through, as it is called now; nil for a lead that came through none.
    package let formSlug: String?
    /// That form as it was then.
    package let through: FormVersion?
    /// What was agreed to with it, unless that is recorded.
    package let consents: GivenConsents?
    package let fields: EnquiryFields
    package let resume: Resume?
    /// Where it says that the person came from.
    package let attribution: Attribution
    /// Why, in the order of the rules.
    package let reasons: [SpamReason]
    /// The language of the mails to the prospect; nil when no mails are wanted.
    let mailLanguage: Language?

    /// The points of all reasons.
    package var points: Int { reasons.reduce(0) { $0 + $1.points } }
}

extension Quarantined: RowDecodable {
    /// The columns of `QuarantineStore`.
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        receivedAt = try row["received_at"]
        form = try row["form"]
        formSlug = try row["form_slug"]
        through = try FormVersion(row: row, form)
        consents = try row["consents"]
        fields = try row["fields"]
        resume = try Resume(row: row)
        let stated: Attribution? = try row["attribution"]
        attribution = stated ?? Attribution()
        let own: SpamReasons = try row["reasons"]
        let found: Int = try row["found"]
        let all = own.all + SpamReason.found(SpamFindings(rawValue: UInt8(truncatingIfNeeded: found)))
        let order = SpamRule.all.map(\.name)
        reasons = order.flatMap { name in all.filter { $0.rule == name } } + all.filter { !order.contains($0.rule) }
        let language: String? = try row["mail_language"]
        mailLanguage = language.flatMap { Language(bytewise: $0) }
    }
}

extension Quarantined: JSONWritable, Described {
    /// Writes every member.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("received_at", Instant.text(receivedAt))
        object.add("form_slug", formSlug)
        object.add("fields", fields)
        object.add("resume", resume)
        object.add("points", points)
        object.add("reasons", reasons)
    }

    /// The entity tag: nothing of it but the name of its form ever changes.
    var eTag: EntityTag { EntityTag("\(id.text)-\(formSlug ?? "")") }

    /// The shape of SPEC section 13.
    package static let schema = Schema.object(
        "Quarantined",
        [
            .required("id", .identifier), .required("received_at", .instant),
            .required("form_slug", Schema.string.orNull), .required("fields", .map(of: .string)),
            .required("resume", Resume.schema.orNull), .required("points", .integer(0...)),
            .required("reasons", .array(of: SpamReason.schema)),
        ])
}

extension Quarantined: Paged {
    /// `quarantined`
    package static let pageForm = PageForm("QuarantinePage", of: "quarantined", repeatsNumber: true)
}

extension SpamReason: JSONWritable, Described {
    /// Writes every member.
    package func write(to object: inout JSONObjectWriter) {
        object.add("rule", rule)
        object.add("points", points)
        object.add("detail", detail)
    }

    /// The shape of SPEC section 13.
    package static let schema = Schema.object(
        "SpamReason",
        [
            .required("rule", .oneOf(SpamRule.all.map(\.name) + [manual.rule])), .required("points", .integer(0...)),
            .required(
                "detail",
                Schema.string.orNull.described(
                    "What the rule saw: words, a number, seconds; of `forged`: `unknown`, `other_form`, `expired`.")),
        ])
}

/// Reasons as a row has them.
struct SpamReasons: SQLBindable, ColumnDecodable {
    let all: [SpamReason]

    init(_ reasons: [SpamReason]) { all = reasons }

    /// A JSON array.
    var sqlValue: SQLValue {
        let json = all.map { reason -> JSON in
            [
                "rule": .string(reason.rule), "points": JSON(reason.points),
                "detail": reason.detail.map(JSON.string) ?? .null,
            ]
        }
        return .text(String(decoding: JSON.array(json).bytes, as: UTF8.self))
    }

    /// The array in a text column.
    init(column: borrowing Column) throws(DatabaseError) {
        // Both fail in the same way: the column has no such array.
        guard let json = try? JSONText.parse(column.bytes()) else { throw column.undecodable }
        all = json.elements.compactMap { element in
            guard let rule = element["rule"]?.text, let points = element["points"]?.integer else { return nil }
            return SpamReason(rule: rule, points: points, detail: element["detail"]?.text)
        }
    }
}
