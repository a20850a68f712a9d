package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

/// The notes on leads, in the database.
package struct LeadNoteStore {
    let connection: Connection

    /// The notes that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// Adds a note.
    ///
    /// - Throws: `DatabaseError` of code `missingReference` when there is no such lead.
    package func add(_ text: String, as id: LeadNote.ID, to lead: Lead.ID, by author: User.ID, at now: Date)
        throws(DatabaseError)
    {
        try connection.execute(
            """
            INSERT INTO lead_notes (id, lead_id, author_id, text, created_at)
            VALUES (\(id), \(lead), \(author), \(text), \(now))
            """)
    }

    /// One page of a lead's notes, newest first, and how many there are; nil when there is no such lead.
    package func page(_ page: Page, of lead: Lead.ID) throws(DatabaseError) -> (notes: [LeadNote], total: Int)? {
        let total = try connection.fetchValue(
            """
            SELECT COUNT(lead_notes.id)
            FROM leads
            LEFT JOIN lead_notes ON lead_notes.lead_id = leads.id
            WHERE leads.id = \(lead)
            GROUP BY leads.id
            """, as: Int.self)
        guard let total else { return nil }
        guard page.offset < total else { return ([], total) }
        let notes: [LeadNote] = try connection.fetchAll(
            """
            SELECT lead_notes.id, lead_notes.text, lead_notes.author_id, users.username, lead_notes.created_at
            FROM lead_notes
            JOIN users ON users.id = lead_notes.author_id
            WHERE lead_notes.lead_id = \(lead)
            ORDER BY lead_notes.created_at DESC, lead_notes.id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (notes, total)
    }
}
