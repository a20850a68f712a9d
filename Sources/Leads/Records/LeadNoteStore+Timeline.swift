import Frame
import MariaDB
import Routing

extension LeadNoteStore {
    /// The notes in a timeline.
    static let timeline = TimelineSource(
        .note, to: .viewLeads, showing: LeadNote.schema,
        keys: { subject, limit in
            subject.leads.map { lead -> SQL in
                """
                SELECT id, created_at AS at
                FROM lead_notes
                WHERE lead_id = \(lead)
                ORDER BY created_at DESC, id DESC
                LIMIT \(limit)
                """
            }
        },
        records: { (ids: [LeadNote.ID], context) in
            try LeadNoteStore(context.connection).notes(ids).map { TimelineRecord($0.id, by: $0.author.id, $0) }
        })

    private func notes(_ ids: [LeadNote.ID]) throws(DatabaseError) -> [LeadNote] {
        try connection.fetchAll(
            """
            SELECT lead_notes.id, lead_notes.text, lead_notes.author_id, users.username, lead_notes.created_at
            FROM lead_notes
            JOIN users ON users.id = lead_notes.author_id
            WHERE lead_notes.id IN (\(list: ids))
            """)
    }
}
