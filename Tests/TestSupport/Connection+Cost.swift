public import MariaDB

extension Connection {
    /// How many entries of indexes, rows in the order of a key included, the server has read for this connection so far: what a statement
    /// costs, whatever else the machine does.
    public func indexEntriesRead() throws(DatabaseError) -> Int {
        try fetchValue(
            """
            SELECT CAST(SUM(VARIABLE_VALUE) AS INT)
            FROM information_schema.SESSION_STATUS
            WHERE VARIABLE_NAME IN ('HANDLER_READ_KEY', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV')
            """) ?? 0
    }
}
