import Frame
import MariaDB
import Routing

extension TaskStore {
    /// The tasks in a timeline, at the time when they were created.
    static let timeline = TimelineSource(
        .task, to: .manageTasks, showing: Task.schema,
        keys: { subject, limit in
            let ofLeads = subject.leads.map { lead -> SQL in
                """
                SELECT id, created_at AS at
                FROM tasks FORCE INDEX (tasks_lead_created)
                WHERE lead_id = \(lead)
                ORDER BY created_at DESC, id DESC
                LIMIT \(limit)
                """
            }
            guard let customer = subject.customer else { return ofLeads }
            return ofLeads + [
                """
                SELECT id, created_at AS at
                FROM tasks FORCE INDEX (tasks_customer_created)
                WHERE customer_id = \(customer)
                ORDER BY created_at DESC, id DESC
                LIMIT \(limit)
                """
            ]
        },
        records: { (ids: [Task.ID], context) in
            try TaskStore(context.connection).tasks(ids).map { TimelineRecord($0.id, by: $0.createdBy, $0) }
        })

    private func tasks(_ ids: [Task.ID]) throws(DatabaseError) -> [Task] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM tasks
            WHERE id IN (\(list: ids))
            """)
    }
}
