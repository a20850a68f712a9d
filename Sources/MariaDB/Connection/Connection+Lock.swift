internal import CMariaDB

extension Connection {
    /// Runs `body` under a named lock of the server, which one connection at a time can hold.
    ///
    /// A lock dies with its connection, so one that is lost meanwhile is not replaced: `body`'s statements fail. The server ends a connection
    /// that has ever been used for this when it is silent for twice as long as an answer may take: a process or a host that was frozen would
    /// keep the lock. A `body` that waits for longer says ``keepAlive()`` meanwhile. In a cluster a lock is the node's alone, and some releases
    /// refuse it (1235): then `body` runs without. What must not happen twice is decided by the rows that it writes.
    ///
    /// - Throws: ``DatabaseError/Code/lockWaitTimeout`` when the lock is not free within the wait, and what `body` throws.
    public func withLock<T>(_ name: String, waitSeconds: Int, _ body: () throws -> T) throws -> T {
        try endWhenSilent()
        let wasPinned = isPinned
        // A new connection would have no such limit.
        isPinned = true
        defer { isPinned = wasPinned }
        let taken: Int?
        do {
            taken = try fetchValue("SELECT GET_LOCK(\(name), \(waitSeconds))", as: Int?.self) ?? nil
        } catch {
            guard error.isWithoutLocks else { throw error }
            isPinned = wasPinned
            return try body()
        }
        guard taken == 1 else { throw DatabaseError(.lockWaitTimeout, statement: "SELECT GET_LOCK(?, ?)") }
        defer {
            do { try execute("DO RELEASE_LOCK(\(name))") } catch { session = nil }
        }
        return try body()
    }

    /// Has the server end this connection when it is silent for long.
    private func endWhenSilent() throws(DatabaseError) {
        let seconds = 2 * options.answerTimeout.components.seconds
        closeIfDisconnected()
        guard seconds > 0, try !connected().endsWhenSilent else { return }
        try command("SET SESSION wait_timeout = \(seconds)")
        session?.endsWhenSilent = true
    }

    /// Sends the server a statement, so that it does not take the holder of a lock for silent.
    ///
    /// - Throws: ``DatabaseError``.
    public func keepAlive() throws(DatabaseError) { try execute("DO 0") }

    /// Takes a named lock, unless another connection holds it; it lasts until it is released as often, or the connection ends.
    ///
    /// For a sign to others. Work that a lock guards belongs into ``withLock(_:waitSeconds:_:)``.
    ///
    /// - Returns: whether this connection holds it now.
    /// - Throws: ``DatabaseError``.
    public func lock(_ name: String) throws(DatabaseError) -> Bool {
        do {
            return try fetchValue("SELECT GET_LOCK(\(name), 0)", as: Int?.self) ?? nil == 1
        } catch {
            guard error.isWithoutLocks else { throw error }
            return false
        }
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

extension DatabaseError {
    /// Whether the server refuses named locks: a node of a cluster, of some releases (MDEV-30473).
    fileprivate var isWithoutLocks: Bool { number == UInt32(ER_NOT_SUPPORTED_YET) }
}
