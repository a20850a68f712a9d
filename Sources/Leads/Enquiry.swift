package import FoundationEssentials
package import MariaDB
package import Platform
package import Routing

/// One submission as it came, whatever has become of its lead since.
///
/// The first one made the lead and has the lead's id; each further one has an id of its own. Source: SPEC section 5, "No enquiry is
/// ever thrown away".
package struct Enquiry: Sendable, Equatable {
    /// The id of an enquiry.
    package typealias ID = Identifier<Enquiry>

    /// What a submission came by.
    package enum Form: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        /// The public form.
        case form
        /// The JSON of a partner's front end.
        case partner
        /// A member of staff.
        case staff
    }

    package let id: ID
    package let createdAt: Date
    package let form: Form
    package let fields: EnquiryFields
    package let resume: Resume?
}

extension Enquiry: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        createdAt = try row["created_at"]
        form = try row["form"]
        fields = try row["fields"]
        resume = try Resume(row: row)
    }
}

extension Enquiry: Encodable, Described {
    private enum CodingKeys: String, CodingKey {
        case id, createdAt = "created_at", form, fields, resume
    }

    /// Writes every member; the résumé is null where none came.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(id, forKey: .id)
        try container.encode(Instant.text(createdAt), forKey: .createdAt)
        try container.encode(form.rawValue, forKey: .form)
        try container.encode(fields.values, forKey: .fields)
        try container.encode(resume, forKey: .resume)
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "Enquiry",
        [
            .required("id", .identifier), .required("created_at", .instant),
            .required("form", .oneOf(Form.allCases.map(\.rawValue))), .required("fields", .map(of: .string)),
            .required("resume", Resume.schema.orNull),
        ])
}

/// The fields of a submission by the names they came under, checked and trimmed; those left out are not in it.
package struct EnquiryFields: Sendable, Equatable {
    package let values: [String: String]

    /// The fields of a contact that came by a form; partners and staff give both names as one.
    package init(_ contact: LeadContact, by form: Enquiry.Form) {
        let names: [String: String?] =
            form == .form
            ? ["first_name": contact.firstName, "last_name": contact.lastName] : ["name": contact.name]
        let rest: [String: String?] = [
            "email": contact.email, "phone": contact.phone, "business_name": contact.businessName,
            "business_tracking": contact.businessTracking, "job_position": contact.jobPosition,
            "invoicing": contact.invoicing, "collaborators": contact.collaborators,
            "scheduling_day": contact.schedulingDay,
        ]
        values = names.merging(rest) { $1 }.compactMapValues { $0 }
    }
}

extension EnquiryFields: SQLBindable, ColumnDecodable {
    /// A JSON object.
    package var sqlValue: SQLValue {
        let members = values.map { "\(Self.quoted($0)):\(Self.quoted($1))" }
        return .text("{\(members.sorted().joined(separator: ","))}")
    }

    /// The object in a text column; null members count as left out.
    package init(column: borrowing Column) throws(DatabaseError) {
        let text = try column.bytes()
        // Why it is no JSON does not matter: the column's own check keeps such text out.
        guard case .object(let members)? = try? JSONText.parse(text) else { throw column.undecodable }
        values = members.compactMapValues { if case .string(let value) = $0 { value } else { nil } }
    }

    /// A JSON string; RFC 8259 §7. Control characters are refused in every field, so only two signs need an escape.
    private static func quoted(_ text: String) -> String {
        "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
