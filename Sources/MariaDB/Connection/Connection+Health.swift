extension Connection {
    /// Checks that the database accepts writes from this user, and that none was refused for lack of room within the last 5 seconds
    /// in this process.
    ///
    /// - Throws: ``DatabaseError/Code/notServing`` or ``DatabaseError/Code/lackingResources``; what opening a connection throws.
    public func checkServing() throws(DatabaseError) {
        closeIfDisconnected()
        // Of several hosts this thread's may be one that no longer serves while another does: it is asked once more.
        for isLast in [options.hosts.count < 2, true] {
            do throws(DatabaseError) {
                let session = try connected()
                queryCount += 3
                guard try session.isServing() else { throw DatabaseError(.notServing) }
                break
            } catch {
                note(error)
                guard !isLast, error.code == .notServing || error.code == .connectionLost else { throw error }
            }
        }
        if options.outage.hasRefused { throw DatabaseError(.lackingResources) }
    }

    /// The folder of the server's data; nil when the server is on another host.
    ///
    /// - Throws: ``DatabaseError``.
    public func localDataFolder() throws(DatabaseError) -> String? {
        let isLocal = options.socketPath != nil || options.hosts.allSatisfy { Self.loopbacks.contains($0.name) }
        guard isLocal else { return nil }
        return try fetchValue("SELECT @@GLOBAL.datadir", as: String.self)
    }

    private static let loopbacks: Set<String> = ["localhost", "127.0.0.1", "::1"]
}
