package import MariaDB

extension LeadStore {
    /// Hands each lead that a filter lets through to `body`, in order, as it arrives; all that a list is except short.
    ///
    /// - Throws: `DatabaseError`; what `body` throws, which ends the reading.
    package func forEach(of filter: LeadFilter, in order: LeadOrder, _ body: (Lead) throws -> Void) throws {
        try connection.forEachRow(
            """
            SELECT \(Self.columns)
            FROM leads \(order.index(for: filter))
            \(filter.condition)
            ORDER BY \(order.clause)
            """
        ) { row in try body(Lead(row: row)) }
    }

    /// Removes a lead that still is what it was when it was read, and its history with it.
    ///
    /// - Returns: false when somebody changed or removed it in the meantime; nothing was done then.
    package func remove(_ lead: Lead) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            DELETE FROM leads
            WHERE id = \(lead.id) AND version = \(lead.version)
            """) == 1
    }
}
