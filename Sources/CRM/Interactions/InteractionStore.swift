package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

/// The interactions in the database.
package struct InteractionStore {
    let connection: Connection

    /// The interactions that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        interactions.id, interactions.customer_id, interactions.interaction_type, interactions.notes,
        interactions.occurred_at, interactions.author_id, users.username, interactions.version, interactions.created_at,
        interactions.updated_at
        """

    /// One interaction of a customer.
    package func find(_ id: Interaction.ID, of customer: Customer.ID) throws(DatabaseError) -> Interaction? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM interactions
            LEFT JOIN users ON users.id = interactions.author_id
            WHERE interactions.id = \(id) AND interactions.customer_id = \(customer)
            """)
    }

    /// Adds an interaction that a member of staff had.
    ///
    /// - Throws: `DatabaseError` `.missingReference` when the customer does not exist.
    package func add(
        _ details: InteractionDetails, of customer: Customer.ID, by author: User.ID, as id: Interaction.ID, at now: Date
    ) throws(DatabaseError) {
        try insert([Self.row(details, of: customer, by: author, from: nil, as: id, at: now)])
    }

    /// Records what the program itself saw pass between customers and the business, once for each source; may be part of a caller's
    /// transaction. An entry of a customer who was removed in this moment is left out.
    ///
    /// - Throws: `DatabaseError`.
    package func record(_ entries: [RecordedInteraction], at now: Date = Date()) throws(DatabaseError) {
        var last: Interaction.ID?
        for part in entries.statementSized {
            let rows = part.map { entry in
                let id = Interaction.ID(after: last, at: now)
                last = id
                return Self.row(
                    entry.details, of: entry.customer, by: entry.author, from: entry.source, as: id, at: now)
            }
            do {
                try insert(rows)
            } catch {
                guard error.code == .missingReference else { throw error }
                for row in rows { try insertUnlessMissing(row) }
            }
        }
    }

    private func insertUnlessMissing(_ row: SQL) throws(DatabaseError) {
        do {
            try insert([row])
        } catch {
            guard error.code == .missingReference else { throw error }
        }
    }

    private static func row(
        _ details: InteractionDetails, of customer: Customer.ID, by author: User.ID?, from source: String?,
        as id: Interaction.ID, at now: Date
    ) -> SQL {
        """
        (\(id), \(customer), \(details.type), \(details.notes), \(details.occurredAt), \(author), \(source), \(now),
          \(now))
        """
    }

    /// Adds interactions but those whose source has one.
    private func insert(_ rows: [SQL]) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO interactions (
              id, customer_id, interaction_type, notes, occurred_at, author_id, source_key, created_at, updated_at)
            VALUES \(rows.joined(separator: ", "))
            ON DUPLICATE KEY UPDATE version = version
            """)
    }

    /// Changes an interaction that still is what it was when it was read.
    ///
    /// - Returns: false if its version has changed; nothing is written then.
    package func update(_ interaction: Interaction, at now: Date) throws(DatabaseError) -> Bool {
        let details = interaction.details
        let changed = try connection.execute(
            """
            UPDATE interactions
            SET interaction_type = \(details.type), notes = \(details.notes), occurred_at = \(details.occurredAt),
              updated_at = \(now), version = version + 1
            WHERE id = \(interaction.id) AND version = \(interaction.version)
            """)
        return changed == 1
    }

    /// Removes an interaction that still is what it was when it was read.
    ///
    /// - Returns: false if its version has changed or it was removed; nothing is written then.
    package func remove(_ interaction: Interaction) throws(DatabaseError) -> Bool {
        let removed = try connection.execute(
            """
            DELETE FROM interactions
            WHERE id = \(interaction.id) AND version = \(interaction.version)
            """)
        return removed == 1
    }

    /// One page of a customer's interactions, latest first, and how many there are; nil when there is no such customer.
    package func page(
        _ page: Page, of customer: Customer.ID
    ) throws(DatabaseError) -> (interactions: [Interaction], total: Int)? {
        let total = try connection.fetchValue(
            """
            SELECT (SELECT COUNT(*) FROM interactions WHERE customer_id = customers.id)
            FROM customers
            WHERE id = \(customer)
            """, as: Int.self)
        guard let total else { return nil }
        guard page.offset < total else { return ([], total) }
        let interactions: [Interaction] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM interactions
            LEFT JOIN users ON users.id = interactions.author_id
            WHERE interactions.customer_id = \(customer)
            ORDER BY interactions.occurred_at DESC, interactions.id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (interactions, total)
    }
}
