package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

/// The tasks in the database.
package struct TaskStore {
    let connection: Connection

    /// The tasks that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        tasks.id, tasks.title, tasks.notes, tasks.due_at, tasks.lead_id, tasks.customer_id, tasks.assignee_id,
        tasks.done_at, tasks.created_by, tasks.version
        """

    /// The task of an id.
    package func find(_ id: Task.ID) throws(DatabaseError) -> Task? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM tasks
            WHERE id = \(id)
            """)
    }

    /// The task of an id, which stays as read until the transaction ends.
    package func hold(_ id: Task.ID) throws(DatabaseError) -> Task? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM tasks
            WHERE id = \(id)
            FOR UPDATE
            """)
    }

    /// Adds a task; its assignee is reminded at its time.
    ///
    /// - Throws: `DatabaseError` `.missingReference` for a lead, customer or user who does not exist.
    package func add(_ details: TaskDetails, as id: Task.ID, by creator: User.ID, at now: Date) throws(DatabaseError) {
        let remindAt = details.doneAt == nil ? details.dueAt : nil
        try connection.execute(
            """
            INSERT INTO tasks (
              id, title, notes, due_at, lead_id, customer_id, assignee_id, done_at, created_by, remind_at, created_at,
              updated_at)
            VALUES (
              \(id), \(details.title), \(details.notes), \(details.dueAt), \(details.leadID), \(details.customerID),
              \(details.assigneeID), \(details.doneAt), \(creator), \(remindAt), \(now), \(now))
            """)
    }

    /// Changes a task that still is what it was when it was read. Its assignee is reminded of another time again, of a reopened task only of
    /// a time to come.
    ///
    /// - Parameter before: the task as it was read.
    /// - Returns: false if its version has changed; nothing is written then.
    /// - Throws: `DatabaseError`, as `add` does.
    package func update(_ before: Task, to details: TaskDetails, at now: Date) throws(DatabaseError) -> Bool {
        var reminder: SQL = "remind_at"
        if details.doneAt != nil {
            reminder = "NULL"
        } else if details.dueAt != before.details.dueAt {
            reminder = "\(details.dueAt)"
        } else if before.details.doneAt != nil, let dueAt = details.dueAt, dueAt > now {
            reminder = "\(dueAt)"
        }
        let changed = try connection.execute(
            """
            UPDATE tasks
            SET title = \(details.title), notes = \(details.notes), due_at = \(details.dueAt),
              lead_id = \(details.leadID), customer_id = \(details.customerID), assignee_id = \(details.assigneeID),
              done_at = \(details.doneAt), remind_at = \(reminder), updated_at = \(now), version = version + 1
            WHERE id = \(before.id) AND version = \(before.version)
            """)
        return changed == 1
    }

    /// Deletes a task that still is what it was when it was read.
    ///
    /// - Returns: false if its version has changed or it was deleted; nothing is written then.
    package func remove(_ task: Task) throws(DatabaseError) -> Bool {
        let removed = try connection.execute(
            """
            DELETE FROM tasks
            WHERE id = \(task.id) AND version = \(task.version)
            """)
        return removed == 1
    }

    /// One page of the tasks that a filter lets through, by their times, and how many there are in all; those without a time come last.
    package func page(_ page: Page, of filter: TaskFilter) throws(DatabaseError) -> (tasks: [Task], total: Int) {
        let total = try total(of: filter)
        guard page.offset < total else { return ([], total) }
        let tasks: [Task] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM \(filter.source)
            \(filter.condition)
            ORDER BY tasks.place, tasks.id
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (tasks, total)
    }

    /// How many tasks a filter lets through; without counting them when it asks for an assignee or completion alone.
    package func total(of filter: TaskFilter) throws(DatabaseError) -> Int {
        guard filter.isCounted else {
            return try connection.fetchValue("SELECT COUNT(*) FROM \(filter.source) \(filter.condition)") ?? 0
        }
        var conditions: [SQL] = []
        if let assignee = filter.assignee { conditions.append("assignee_id = \(assignee)") }
        if let isDone = filter.isDone { conditions.append("is_done = \(isDone)") }
        return try connection.fetchValue(
            "SELECT CAST(COALESCE(SUM(total), 0) AS INT) FROM task_counts \(Self.clause(conditions))") ?? 0
    }

    fileprivate static func clause(_ conditions: [SQL]) -> SQL {
        conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }
}

extension TaskFilter {
    /// The table, by the index that has the fewest tasks that are not wanted, in the order of the list.
    fileprivate var source: SQL {
        if lead != nil { return "tasks FORCE INDEX (tasks_lead)" }
        if let customer {
            return """
                (
                  SELECT id FROM tasks WHERE customer_id = \(customer.customer)
                  UNION ALL
                  SELECT id FROM tasks WHERE lead_id IN (\(list: customer.leads))) AS story
                STRAIGHT_JOIN tasks ON tasks.id = story.id
                """
        }
        let knowsCompletion = isDone != nil || isOpenOnly
        if assignee != nil {
            return knowsCompletion
                ? "tasks FORCE INDEX (tasks_assignee_done)" : "tasks FORCE INDEX (tasks_assignee)"
        }
        return knowsCompletion ? "tasks FORCE INDEX (tasks_done)" : "tasks FORCE INDEX (tasks_place)"
    }

    /// The filter as a `WHERE` clause; empty when everything passes. A customer is not part of it.
    fileprivate var condition: SQL {
        var conditions: [SQL] = []
        if let lead { conditions.append("tasks.lead_id = \(lead)") }
        if lead != nil, let customer {
            conditions.append(
                "(tasks.lead_id IN (\(list: customer.leads)) OR tasks.customer_id = \(customer.customer))")
        }
        if let assignee { conditions.append("tasks.assignee_id = \(assignee)") }
        if isOpenOnly { conditions.append("tasks.is_done = FALSE") }
        if let isDone { conditions.append("tasks.is_done = \(isDone)") }
        if let dueFrom { conditions.append("tasks.place >= \(dueFrom)") }
        if let dueBefore { conditions.append("tasks.place < \(dueBefore)") }
        return TaskStore.clause(conditions)
    }
}
