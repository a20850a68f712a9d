extension Connection {
    /// Runs `body` under a named lock of the server, which one connection at a time can hold.
    ///
    /// A lock dies with its connection, so one that is lost meanwhile is not replaced: `body`'s statements fail.
    ///
    /// - Throws: ``DatabaseError/Code/lockWaitTimeout`` when the lock is not free within the wait, and what `body` throws.
    public func withLock<T>(_ name: String, waitSeconds: Int, _ body: () throws -> T) throws -> T {
        let taken = try fetchValue("SELECT GET_LOCK(\(name), \(waitSeconds))", as: Int?.self) ?? nil
        guard taken == 1 else { throw DatabaseError(.lockWaitTimeout, statement: "SELECT GET_LOCK(?, ?)") }
        let wasPinned = isPinned
        isPinned = true
        defer {
            isPinned = wasPinned
            do { try execute("DO RELEASE_LOCK(\(name))") } catch { session = nil }
        }
        return try body()
    }

    /// Whether a connection holds a named lock now.
    ///
    /// - Throws: ``DatabaseError``.
    public func isLocked(_ name: String) throws(DatabaseError) -> Bool {
        try fetchValue("SELECT IS_USED_LOCK(\(name)) IS NOT NULL", as: Bool.self) ?? false
    }
}
