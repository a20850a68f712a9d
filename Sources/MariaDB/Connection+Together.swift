internal import Glibc

extension Connection {
    /// Runs statements that have no answer as one transaction, in one round trip: all are done, or none.
    ///
    /// For a transaction whose statements do not depend on each other's outcome. After a deadlock or a lock wait it runs again, as
    /// ``transaction(_:)`` does, 3 times in all.
    ///
    /// - Throws: the first error, everything undone; ``DatabaseError/Code/commitOutcomeUnknown`` when the connection broke.
    /// Source: compound statements outside of stored programs, MariaDB Server 10.1 on.
    public func executeTogether(_ statements: [SQL]) throws(DatabaseError) {
        precondition(!isInTransaction, "transactions do not nest")
        // Put together in place: every submission comes by here.
        var whole: SQL = """
            BEGIN NOT ATOMIC
              DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; RESIGNAL; END;
              START TRANSACTION;

            """
        for statement in statements {
            whole += statement
            whole += ";\n"
        }
        whole += """
              COMMIT;
            END
            """
        var tries = 0
        while true {
            tries += 1
            do {
                try execute(whole)
                return
            } catch {
                undoRest()
                if error.code == .connectionLost {
                    throw DatabaseError(.commitOutcomeUnknown, number: error.number, statement: error.statement)
                }
                let isRepeatable = error.code == .deadlock || error.code == .lockWaitTimeout
                guard isRepeatable, tries < Self.transactionTries else { throw error }
            }
            usleep(UInt32(tries) * UInt32.random(in: 2_000...15_000))
        }
    }

    /// What ends a statement from outside (`KILL QUERY`) passes the handler by and leaves its transaction open.
    private func undoRest() {
        guard let session else { return }
        queryCount += 1
        do { try session.send("ROLLBACK") } catch { self.session = nil }
    }
}
