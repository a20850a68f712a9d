import CRM
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Storage
import TestSupport
import Values

@testable import Tasks

/// A database of a test's own with the whole schema, and two who work there.
struct SampleTasks {
    let database: ScratchDatabase
    let connection: Connection
    let store: TaskStore
    let ana = User.ID()
    let bia = User.ID()
    /// A whole-second instant, so that the database gives it back as it is.
    let now = Instant.read("2026-01-30T12:00:00Z") ?? .distantPast

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = TaskStore(connection)
        for (id, name) in [(ana, "ana"), (bia, "bia")] {
            try connection.execute(
                """
                INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
                VALUES (\(id), \(name), \(name), \(name + "@example.com"), '', 'agent', 'agent', \(now), \(now))
                """)
        }
    }

    /// Adds a task of Ana's.
    @discardableResult
    func task(_ title: String = "Call", _ change: (inout TaskDetails) -> Void = { _ in }) throws -> Task {
        var details = TaskDetails(title: title, assigneeID: ana)
        change(&details)
        let id = Task.ID()
        try store.add(details, as: id, by: bia, at: now)
        return try found(id)
    }

    /// A task that is there.
    func found(_ id: Task.ID) throws -> Task {
        struct Missing: Error {}
        guard let task = try store.find(id) else { throw Missing() }
        return task
    }

    /// Adds a lead, perhaps one that became a customer.
    func lead(customer: Customer.ID? = nil) throws -> Lead.ID {
        let id = Lead.ID()
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, customer_id, created_at, updated_at)
            VALUES (\(id), 'Lia', '', \(customer), \(now), \(now))
            """)
        return id
    }

    /// Adds a customer.
    func customer() throws -> Customer.ID {
        let id = Customer.ID()
        try CustomerStore(connection).add(CustomerDetails(name: "Caio"), as: id, at: now)
        return id
    }

    /// The types of the events that wait, in order.
    func events() throws -> [String] {
        try connection.fetchAll("SELECT type FROM event_queue ORDER BY id").map { (row: EventName) in row.type }
    }

    private struct EventName: RowDecodable {
        let type: String

        init(row: borrowing Row) throws(DatabaseError) { type = try row["type"] }
    }
}
