package import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import Values

extension TaskStore {
    /// How many tasks one transaction reminds of.
    package static let remindedAtOnce = 200

    /// Reminds the assignees of open tasks whose time has come, once: the event and the end of the reminder are one transaction.
    ///
    /// - Returns: how many tasks; 0 when none is due, or others are at work on those that are.
    package func remind(at now: Date) throws -> Int {
        // No gap is locked then.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction { try remindWithinTransaction(at: now) }
    }

    /// The same, within the caller's transaction.
    func remindWithinTransaction(at now: Date) throws -> Int {
        let reminders: [Reminder] = try connection.fetchAll(
            """
            SELECT id, assignee_id
            FROM tasks FORCE INDEX (tasks_reminder)
            WHERE remind_at <= \(now)
            ORDER BY remind_at, id
            LIMIT \(Self.remindedAtOnce)
            FOR UPDATE SKIP LOCKED
            """)
        guard !reminders.isEmpty else { return 0 }
        try EventQueueStore(connection).add(.taskDue, all: reminders, at: now)
        try connection.execute(
            """
            UPDATE tasks
            SET remind_at = NULL
            WHERE id IN (\(list: reminders.map(\.id)))
            """)
        return reminders.count
    }
}

/// What is published of a task that is due.
private struct Reminder: RowDecodable, Encodable {
    private enum CodingKeys: String, CodingKey {
        case id
        case assigneeID = "assignee_id"
    }

    let id: Task.ID
    let assigneeID: User.ID

    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        assigneeID = try row["assignee_id"]
    }
}
