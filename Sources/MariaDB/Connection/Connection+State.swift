internal import CMariaDB

extension Connection {
    /// Refuses a statement in a transaction that can only be rolled back, and one amid the rows of another.
    func checkReady() throws(DatabaseError) {
        if let abortError { throw abortError }
        guard !isReading else {
            let number = UInt32(CR_COMMANDS_OUT_OF_SYNC)
            throw DatabaseError(.server(number), number: number)
        }
    }

    /// The open connection, or a new one unless the old one must not be replaced.
    func connected() throws(DatabaseError) -> Session {
        if let session { return session }
        guard !isPinned else { throw DatabaseError(.connectionLost) }
        let session = try Session.open(options, until: deadline)
        self.session = session
        return session
    }

    /// Lets go of a connection that the server has closed while it was idle.
    ///
    /// Writes are never repeated, so this must be detected before the statement is sent.
    func closeIfDisconnected() {
        if !isPinned, !isReading, let session, session.isHungUp { self.session = nil }
    }

    /// Sends a statement of the layer's own.
    func command(_ text: String) throws(DatabaseError) {
        let session = try connected()
        queryCount += 1
        do {
            try session.hurry(until: deadline, options.answerTimeout)
            try session.send(text)
        } catch {
            note(error)
            throw error
        }
    }

    /// Keeps account of a failure: a lost connection goes, and a transaction that the server ended is aborted.
    func note(_ error: DatabaseError, in sql: SQL? = nil) {
        switch error.code {
        case .connectionLost:
            session = nil
            if isInTransaction { abortError = error }
        case .notServing:
            if let session { options.outage.avoid(session.host) }
            // A lock or a transaction of the connection ends with it.
            session = nil
            if isInTransaction { abortError = error }
        case .lackingResources where error.number == UInt32(ER_NO_SUCH_TABLE):
            // No lack of room: of several hosts this one may be without our tables.
            guard let session, options.hosts.count > 1, !isPinned else { return }
            options.outage.avoid(session.host)
            self.session = nil
        case .lackingResources:
            options.outage.noteRefusal()
        case .deadlock, .lockWaitTimeout:
            if isInTransaction { abortError = error }
        case .server(let number) where [ER_UNKNOWN_STMT_HANDLER, ER_NEED_REPREPARE].contains(Int32(number)):
            if let sql { session?.forget(sql) }
        case .undecodable:
            // The table may have changed under the statement.
            if let sql { session?.forget(sql) }
        default:
            break
        }
    }
}
