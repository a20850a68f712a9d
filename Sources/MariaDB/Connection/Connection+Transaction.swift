internal import CMariaDB
internal import Glibc

extension Connection {
    /// Runs `body` in a transaction and commits it; rolls back when `body` throws.
    ///
    /// After a deadlock or a lock wait (1213, 1205; also at `COMMIT`) everything is rolled back and `body` runs again
    /// after a short pause, 8 times in all after deadlocks, 3 after lock waits, even when it swallowed the error; so it does on the next
    /// host when a server among several does not serve. Transactions do not nest.
    ///
    /// A node of a cluster ends a transaction for one of another node, and under faults that was not always reported (MariaDB 10.11, Galera
    /// 26.4): each statement after it would commit by itself. There they do not, and a transaction that is not the one that was begun is
    /// rolled back and runs again.
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
        guard let session, session.isInCluster || options.hosts.count > 1 else { return }
        do {
            session.isGuarded = true
            for text in ["SET autocommit = 0", "SAVEPOINT \(Self.savepoint)"] { try command(text) }
        } catch {
            self.session = nil
            throw error
        }
    }

    /// What the transaction that was begun has, and no other.
    private static let savepoint = "begun"

    /// Passes when the transaction is the one that was begun.
    private func checkBegun() throws(DatabaseError) {
        guard let session, session.isGuarded else { return }
        do {
            try command("RELEASE SAVEPOINT \(Self.savepoint)")
        } catch {
            guard error.number == UInt32(ER_SP_DOES_NOT_EXIST) else { throw error }
            let lost = DatabaseError(.deadlock, number: error.number, statement: error.statement)
            note(lost)
            throw lost
        }
    }

    /// Has statements commit by themselves again, after the end of a transaction.
    private func endGuard() {
        guard let session, session.isGuarded else { return }
        session.isGuarded = false
        do { try session.send("SET autocommit = 1") } catch { self.session = nil }
    }

    /// Commits; any error but a clear refusal leaves the outcome open, and the connection is dropped.
    private func commit() throws(DatabaseError) {
        try checkBegun()
        do {
            try command("COMMIT")
            endGuard()
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
        endGuard()
    }
}
