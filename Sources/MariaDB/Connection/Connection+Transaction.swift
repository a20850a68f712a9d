internal import Glibc

extension Connection {
    /// Runs `body` in a transaction and commits it; rolls back when `body` throws.
    ///
    /// After a deadlock or a lock wait (1213, 1205; also at `COMMIT`) everything is rolled back and `body` runs again
    /// after a short pause, 8 times in all after deadlocks, 3 after lock waits, even when it swallowed the error; so it does on the next
    /// host when a server among several does not serve. Transactions do not nest.
    ///
    /// - Throws: what `body` throws; ``DatabaseError/Code/commitOutcomeUnknown`` when `COMMIT` gave no clear answer.
    @discardableResult
    public func transaction<T>(_ body: () throws -> T) throws -> T {
        precondition(!isInTransaction, "transactions do not nest")
        var tries = 0
        while true {
            tries += 1
            do {
                return try attempt(body)
            } catch let failure as Ended {
                guard tries < failure.tries else { throw failure.cause }
            }
            usleep(UInt32(tries) * UInt32.random(in: 2_000...15_000))
        }
    }

    /// Why one try of a transaction was rolled back, and how many there may be of it.
    private struct Ended: Error {
        var cause: any Error
        var tries: Int
    }

    private func attempt<T>(_ body: () throws -> T) throws -> T {
        do { try begin() } catch { throw Ended(cause: error, tries: 1) }
        let wasPinned = isPinned
        isPinned = true
        isInTransaction = true
        defer {
            isPinned = wasPinned
            isInTransaction = false
            abortError = nil
        }
        do {
            let value = try body()
            if let abortError { throw abortError }
            try commit()
            return value
        } catch {
            rollBack()
            throw Ended(cause: error, tries: abortError?.tries(amongHosts: options.hosts.count) ?? 1)
        }
    }

    private func begin() throws(DatabaseError) {
        try checkReady()
        do {
            try command("START TRANSACTION")
        } catch {
            guard error.code == .connectionLost, !isPinned else { throw error }
            try command("START TRANSACTION")
        }
    }

    /// Commits; any error but a clear refusal leaves the outcome open, and the connection is dropped.
    private func commit() throws(DatabaseError) {
        do {
            try command("COMMIT")
        } catch {
            if [.deadlock, .lockWaitTimeout, .notServing, .overdue].contains(error.code) { throw error }
            session = nil
            throw DatabaseError(.commitOutcomeUnknown, number: error.number, statement: "COMMIT")
        }
    }

    /// Rolls back, unless the connection is gone and the server did it.
    private func rollBack() {
        guard let session else { return }
        queryCount += 1
        do { try session.send("ROLLBACK") } catch { self.session = nil }
    }
}
