internal import Glibc

extension Connection {
    /// Runs one statement that changes rows and commits by itself; within a transaction it is part of that.
    ///
    /// After a deadlock or a lock wait it runs again, as often as ``transaction(_:)`` does.
    ///
    /// - Returns: the number of rows it changed.
    /// - Throws: ``DatabaseError``; nothing was done then, save after ``DatabaseError/Code/commitOutcomeUnknown``: the connection broke.
    public func executeDurably(_ sql: SQL) throws(DatabaseError) -> Int {
        try durably { () throws(DatabaseError) in try execute(sql) }
    }

    /// Runs such a statement that returns something of the row that it inserts (`RETURNING`).
    ///
    /// - Returns: the first column; nil when no row was inserted.
    /// - Throws: as ``executeDurably(_:)``.
    public func fetchDurably<V: ColumnDecodable>(_ sql: SQL, as type: V.Type = V.self) throws(DatabaseError) -> V? {
        try durably { () throws(DatabaseError) in
            closeIfDisconnected()
            // Read to its end: the commit comes after the row, and may fail.
            return try fetchAll(sql, as: Returned<V>.self).first?.value
        }
    }

    private struct Returned<V: ColumnDecodable>: RowDecodable {
        let value: V

        init(row: borrowing Row) throws(DatabaseError) { value = try row.first(as: V.self) }
    }

    private func durably<R>(_ run: () throws(DatabaseError) -> R) throws(DatabaseError) -> R {
        guard !isInTransaction else { return try run() }
        var tries = 0
        while true {
            tries += 1
            do {
                return try run()
            } catch {
                if error.code == .connectionLost {
                    throw DatabaseError(.commitOutcomeUnknown, number: error.number, statement: error.statement)
                }
                guard tries < error.tries(amongHosts: options.hosts.count) else { throw error }
            }
            usleep(UInt32(tries) * UInt32.random(in: 2_000...15_000))
        }
    }
}
