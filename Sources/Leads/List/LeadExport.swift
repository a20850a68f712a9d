import FoundationEssentials
package import Frame
package import HTTP
package import MariaDB
package import Routing
package import Values

/// A list of leads as a table, sent while it is read, in the same memory however long it is.
///
/// Source: SPEC section 5, `GET /api/v1/leads/export`.
package struct LeadExport: Answer {
    private let connection: Connection
    private let filter: LeadFilter
    private let order: LeadOrder
    private let form: CSVText.Form
    private let fields: [CustomField]
    private let userID: String

    /// The leads that a filter lets through, in an order, for a user, with a column for each of some own fields.
    package init(
        of filter: LeadFilter, in order: LeadOrder, as form: CSVText.Form = .plain, with fields: [CustomField] = [],
        from connection: Connection, for userID: String
    ) {
        self.form = form
        self.filter = filter
        self.order = order
        self.connection = connection
        self.fields = fields
        self.userID = userID
    }

    /// Values between commas, or semicolons for a spreadsheet.
    package static var contents: [(mediaType: String, schema: Schema)] { [("text/csv", .string)] }

    /// The response that carries it; the leads are read when it is sent.
    package func response(_ status: Status) -> Response {
        TableExport.response(status, named: "leads.csv", for: userID) { send in
            var text = CSVText(form)
            for name in Lead.columnNames + fields.map(\.name) { text.append(name) }
            text.endRecord()
            try LeadStore(connection).forEach(of: filter, in: order) { lead in
                lead.append(to: &text, with: fields)
                try text.flush(to: send)
            }
            try text.flush(to: send, isEnd: true)
        }
    }
}

extension Lead {
    /// The header of a table of leads: the names of a lead's members; `resume` is the label of the file.
    static let columnNames =
        ["id", "first_name", "last_name", "name", "email", "phone"] + LeadDetail.all.map(\.name) + [
            "scheduling_day", "resume_path", "resume", "status", "score", "priority", "owner_id", "customer_id",
            "created_at", "updated_at", "reached_out_at", "due_at", "is_late", "lost_reason",
        ]

    /// Adds the lead as a record, its cells in the order of the header.
    func append(to text: inout CSVText, with fields: [CustomField] = []) {
        text.append(value: id.text)
        text.append(contact.firstName)
        text.append(contact.lastName)
        text.append(contact.name)
        text.append(contact.email)
        text.append(contact.phone)
        for detail in LeadDetail.all { text.append(contact[detail]) }
        text.append(value: contact.schedulingDay)
        text.append(value: resume?.path)
        text.append(resume?.filename)
        text.append(value: status.rawValue)
        text.append(value: String(score))
        text.append(value: priority.rawValue)
        text.append(value: ownerID?.text)
        text.append(value: customerID?.text)
        text.append(value: Instant.text(createdAt))
        text.append(value: Instant.text(updatedAt))
        text.append(value: reachedOutAt.map(Instant.text))
        text.append(value: dueAt.map(Instant.text))
        text.append(value: isLate ? "true" : "false")
        text.append(lostReason)
        for field in fields {
            let value = contact.custom.members[field.key]?.customText
            if field.kind.isNumber { text.append(value: value) } else { text.append(value) }
        }
        text.endRecord()
    }
}
