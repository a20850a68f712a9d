import Frame
import MariaDB
import Values

extension LeadStore {
    /// The enquiries in a timeline; that of a lead which staff entered is theirs.
    static let timeline = TimelineSource(
        .enquiry, to: .viewLeads, showing: Enquiry.schema,
        keys: { subject, limit in
            guard !subject.leads.isEmpty else { return [] }
            let first: SQL = """
                SELECT id, created_at AS at
                FROM leads
                WHERE id IN (\(list: subject.leads))
                ORDER BY created_at DESC, id DESC
                LIMIT \(limit)
                """
            return [first]
                + subject.leads.map { lead -> SQL in
                    """
                    SELECT id, created_at AS at
                    FROM enquiries
                    WHERE lead_id = \(lead)
                    ORDER BY created_at DESC, id DESC
                    LIMIT \(limit)
                    """
                }
        },
        records: { (ids: [Enquiry.ID], context) in
            let store = LeadStore(context.connection)
            let creators = try store.creators(ids)
            return try store.enquiries(ids).map { TimelineRecord($0.id, by: creators[$0.id], $0) }
        })

    private func enquiries(_ ids: [Enquiry.ID]) throws(DatabaseError) -> [Enquiry] {
        try connection.fetchAll(
            """
            \(Self.firstEnquiry)
            WHERE id IN (\(list: ids))
            UNION ALL
            \(Self.furtherEnquiry)
            WHERE id IN (\(list: ids))
            """)
    }

    private func creators(_ ids: [Enquiry.ID]) throws(DatabaseError) -> [Enquiry.ID: User.ID] {
        let creators: [Creator] = try connection.fetchAll(
            """
            SELECT lead_id, actor_id
            FROM lead_history
            WHERE lead_id IN (\(list: ids)) AND version = 1 AND actor_id IS NOT NULL
            """)
        return Dictionary(creators.map { ($0.lead, $0.actor) }, uniquingKeysWith: { first, _ in first })
    }

    private struct Creator: RowDecodable {
        let lead: Enquiry.ID
        let actor: User.ID

        init(row: borrowing Row) throws(DatabaseError) {
            lead = try row["lead_id"]
            actor = try row["actor_id"]
        }
    }
}
