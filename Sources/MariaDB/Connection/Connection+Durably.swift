internal import Glibc

extension Connection {
    /// Runs one statement that changes rows and commits by itself; within a transaction it is part of that.
    ///
    /// After a deadlock or a lock wait it runs again, as often as ``transaction(_:)`` does.
    ///
    /// - Returns: the number of rows it changed.
    /// - Throws: ``DatabaseError``; nothing was done then, save after ``DatabaseError/Code/commitOutcomeUnknown``: the connection broke.
    public func executeDurably(_ sql: SQL) throws(DatabaseError) -> Int {
        guard !isInTransaction else { return try execute(sql) }
        var tries = 0
        while true {
            tries += 1
            do {
                return try execute(sql)
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
