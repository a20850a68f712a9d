import Frame
import MariaDB
import Routing

extension LeadHistoryStore {
    /// The changes in a timeline; a lead's creation is an enquiry there.
    static let timeline = TimelineSource(
        .change, to: .viewLeads, showing: LeadEvent.schema,
        keys: { subject, limit in
            // Versions rise with time.
            subject.leads.map { lead -> SQL in
                """
                SELECT id, at
                FROM lead_history
                WHERE lead_id = \(lead) AND version > 1
                ORDER BY version DESC
                LIMIT \(limit)
                """
            }
        },
        records: { (ids: [LeadEvent.ID], context) in
            try LeadHistoryStore(context.connection).events(ids).map { TimelineRecord($0.id, by: $0.actor?.id, $0) }
        })

    private func events(_ ids: [LeadEvent.ID]) throws(DatabaseError) -> [LeadEvent] {
        try connection.fetchAll(
            """
            SELECT lead_history.id, lead_history.at, lead_history.actor_id, users.username, lead_history.action,
              lead_history.changes, lead_history.rule
            FROM lead_history
            LEFT JOIN users ON users.id = lead_history.actor_id
            WHERE lead_history.id IN (\(list: ids))
            """)
    }
}
