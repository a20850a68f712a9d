package import FoundationEssentials
package import Frame
package import MariaDB
package import Routing
package import Values

/// One submission as it came, whatever has become of its lead since.
///
/// The first one made the lead and has the lead's id; each further one has an id of its own. Source: SPEC section 5, "No enquiry
/// is ever discarded".
package struct Enquiry: Sendable, Equatable {
    /// The id of an enquiry.
    package typealias ID = Identifier<Enquiry>

    /// The channel of a submission.
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
    /// The slug of the public form that it came through; nil for another channel, and for a form that was deleted.
    package var formSlug: String?
    /// The version of that form.
    package var formVersion: Int?
    package let fields: EnquiryFields
    package let resume: Resume?
    /// Where it says that the person came from.
    package var attribution: Attribution?
}

extension Enquiry: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        createdAt = try row["created_at"]
        form = try row["form"]
        formSlug = try row["form_slug"]
        formVersion = try row["form_version"]
        fields = try row["fields"]
        resume = try Resume(row: row)
        attribution = try row["attribution"]
    }
}

extension Enquiry: JSONWritable, Described {
    /// Writes every member; the résumé is null where none came, and touches are there only when there are any.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("created_at", Instant.text(createdAt))
        object.add("form", form.rawValue)
        object.add("form_slug", formSlug)
        object.add("form_version", formVersion)
        object.add("fields", fields)
        object.add("resume", resume)
        if let attribution { object.add(Attribution.member, attribution) }
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "Enquiry",
        [
            .required("id", .identifier), .required("created_at", .instant),
            .required("form", .oneOf(Form.allCases.map(\.rawValue))),
            .required("form_slug", Schema.string.orNull), .required("form_version", Schema.integer(1...).orNull),
            .required("fields", .map(of: .string)),
            .required("resume", Resume.schema.orNull),
            .optional(Attribution.member, Attribution.schema),
        ])
}

/// The fields of a submission by the names they came under, checked and trimmed; those left out are not in it.
package struct EnquiryFields: Sendable, Equatable {
    /// The fields by name.
    package let values: Members<String>
    /// The values of own fields.
    package let custom: CustomValues

    /// The names in the order in which they are written.
    private static let names =
        ["first_name", "last_name", "name", "email", "phone"] + LeadDetail.all.map(\.name) + [
            "scheduling_day", unreadable,
        ]
    /// The member that holds a stored text as it is, where that is not an object of these fields alone.
    static let unreadable = "unreadable"

    /// The fields of a contact that came by a form; partners and staff give both names as one.
    package init(_ contact: LeadContact, by form: Enquiry.Form) {
        var values = Members<String>()
        if form == .form {
            values["first_name"] = contact.firstName
            values["last_name"] = contact.lastName
        } else {
            values["name"] = contact.name
        }
        values["email"] = contact.email
        values["phone"] = contact.phone
        for detail in LeadDetail.all { values[detail.name] = contact[detail] }
        values["scheduling_day"] = contact.schedulingDay
        self.values = values
        custom = contact.custom
    }
}

extension EnquiryFields {
    /// The submitted contact fields; a single name is split at its first space, as at intake.
    var contact: LeadContact {
        var contact = LeadContact()
        let whole = values["name"].map { $0.split(separator: " ", maxSplits: 1).map(String.init) } ?? []
        contact.firstName = values["first_name"] ?? whole.first ?? ""
        contact.lastName = values["last_name"] ?? whole.dropFirst().first ?? ""
        contact.email = values["email"]
        contact.phone = values["phone"]
        for detail in LeadDetail.all { contact[detail] = values[detail.name] }
        contact.schedulingDay = values["scheduling_day"]
        contact.custom = custom
        return contact
    }
}

extension EnquiryFields: JSONWritable {
    /// Writes the fields in the order of a lead's members, then the own ones, each as a text.
    package func write(to object: inout JSONObjectWriter) {
        for (name, value) in values { object.add(name, value) }
        for (name, value) in custom.named { object.add(name, value.customText) }
    }
}

extension EnquiryFields: SQLBindable, ColumnDecodable {
    /// A JSON object, in which the own fields are an object of their own, with their values as they are.
    package var sqlValue: SQLValue {
        var members = values.mapValues(JSON.string)
        if !custom.isEmpty { members[CustomValues.member] = .object(custom.members) }
        return .text(String(decoding: JSON.object(members).bytes, as: UTF8.self))
    }

    /// The object in a text column; a null member is left out.
    ///
    /// A text that cannot be read is shown as it is under `unreadable`: one row does not end a list, nor keep its file from anyone.
    package init(column: borrowing Column) throws(DatabaseError) {
        let text = try column.bytes()
        // The reason does not matter: both readings fail in the same way.
        guard let read = (try? JSONText.parse(text)) ?? (try? JSONText.parse(Self.escapingLoneBackslashes(in: text))),
            case .object(let members) = read
        else {
            values = [Self.unreadable: String(decoding: text, as: UTF8.self)]
            custom = CustomValues()
            return
        }
        var values = Members<String>()
        for name in Self.names { if case .string(let value)? = members[name] { values[name] = value } }
        // Whatever is neither one of these nor null is not lost on who reads it.
        custom = CustomValues(said: members[CustomValues.member])
        let count = values.count + (custom.isEmpty ? 0 : 1)
        if count < members.count(where: { !$0.value.isNull }) {
            values[Self.unreadable] = String(decoding: text, as: UTF8.self)
        }
        self.values = values
    }

    /// The text with every backslash doubled that begins no escape; earlier releases left one as it was before a combining mark, and
    /// MariaDB's own check passes it. Source: RFC 8259 §7.
    private static func escapingLoneBackslashes(in text: [UInt8]) -> [UInt8] {
        let backslash = UInt8(ascii: "\\")
        var escaped: [UInt8] = []
        var index = 0
        while index < text.count {
            escaped.append(text[index])
            if text[index] == backslash {
                if index + 1 < text.count, #""\/bfnrtu"#.utf8.contains(text[index + 1]) {
                    index += 1
                    escaped.append(text[index])
                } else {
                    escaped.append(backslash)
                }
            }
            index += 1
        }
        return escaped
    }
}
