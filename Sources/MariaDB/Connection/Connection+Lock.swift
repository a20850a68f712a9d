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

    /// Takes a named lock, unless another connection holds it; it lasts until it is released as often, or the connection ends.
    ///
    /// For a sign to others. Work that a lock guards belongs into ``withLock(_:waitSeconds:_:)``.
    ///
    /// - Returns: whether this connection holds it now.
    /// - Throws: ``DatabaseError``.
    public func lock(_ name: String) throws(DatabaseError) -> Bool {
        try fetchValue("SELECT GET_LOCK(\(name), 0)", as: Int?.self) ?? nil == 1
    }

    /// Releases a named lock of this connection.
    ///
    /// - Throws: ``DatabaseError``.
    public func unlock(_ name: String) throws(DatabaseError) { try execute("DO RELEASE_LOCK(\(name))") }

    /// Whether a connection holds a named lock now.
    ///
    /// - Throws: ``DatabaseError``.
    public func isLocked(_ name: String) throws(DatabaseError) -> Bool {
        try fetchValue("SELECT IS_USED_LOCK(\(name)) IS NOT NULL", as: Bool.self) ?? false
    }
}
