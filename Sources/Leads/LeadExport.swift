import FoundationEssentials
package import HTTP
package import MariaDB
import Platform
package import Routing
import Synchronization

/// A list of leads as a table, sent while it is read, in the same memory however long it is.
///
/// Source: SPEC section 5, `GET /api/v1/leads/export`.
package struct LeadExport: Answer {
    private let connection: Connection
    private let filter: LeadFilter
    private let order: LeadOrder

    /// How much is sent at a time, in bytes.
    private static let pieceBytes = 65_536
    /// How many exports a process runs at once: each holds a thread as long as its client reads.
    private static let limit = 2
    private static let running = Atomic<Int>(0)

    /// The leads that a filter lets through, in an order.
    package init(of filter: LeadFilter, in order: LeadOrder, from connection: Connection) {
        self.filter = filter
        self.order = order
        self.connection = connection
    }

    /// Comma-separated values.
    package static var contents: [(mediaType: String, schema: Schema)] { [("text/csv", .string)] }

    /// The response that carries it; the leads are read when it is sent.
    package func response(_ status: Status) -> Response {
        var response = Response(status)
        response[.contentType] = CSVText.mediaType
        response[.contentDisposition] = ContentDisposition.attachment(named: "leads.csv")
        response[.cacheControl] = "no-store"
        response.content = .stream(write)
        return response
    }

    /// - Throws: `APIError` 503 when others export already; `DatabaseError`; `ContentError` when the client is gone.
    private func write(_ send: ([UInt8]) -> Bool) throws {
        defer { Self.running.subtract(1, ordering: .acquiringAndReleasing) }
        guard Self.running.add(1, ordering: .acquiringAndReleasing).newValue <= Self.limit else {
            throw APIError.serviceUnavailable
        }
        var text = CSVText()
        for name in Lead.columnNames { text.append(name) }
        text.endRecord()
        try LeadStore(connection).forEach(of: filter, in: order) { lead in
            lead.append(to: &text)
            if text.bytes.count >= Self.pieceBytes, !send(text.take()) { throw ContentError.interrupted }
        }
        guard send(text.take()) else { throw ContentError.interrupted }
    }
}

extension Lead {
    /// The header of a table of leads: the names of a lead's members; `resume` is the label of the file.
    static let columnNames = [
        "id", "first_name", "last_name", "name", "email", "phone", "business_name", "business_tracking", "job_position",
        "invoicing", "collaborators", "scheduling_day", "resume_path", "resume", "status", "score", "priority",
        "owner_id", "customer_id", "created_at", "updated_at", "reached_out_at",
    ]

    /// Adds the lead as a record, its cells in the order of the header.
    func append(to text: inout CSVText) {
        text.append(id.text)
        text.append(contact.firstName)
        text.append(contact.lastName)
        text.append(contact.name)
        text.append(contact.email)
        text.append(contact.phone)
        text.append(contact.businessName)
        text.append(contact.businessTracking)
        text.append(contact.jobPosition)
        text.append(contact.invoicing)
        text.append(contact.collaborators)
        text.append(contact.schedulingDay)
        text.append(resume?.path)
        text.append(resume?.filename)
        text.append(status.rawValue)
        text.append(String(score))
        text.append(priority.rawValue)
        text.append(ownerID?.text)
        text.append(customerID?.text)
        text.append(Instant.text(createdAt))
        text.append(Instant.text(updatedAt))
        text.append(reachedOutAt.map(Instant.text))
        text.endRecord()
    }
}
