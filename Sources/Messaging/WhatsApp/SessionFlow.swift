import Environment
import FoundationEssentials
package import MariaDB
import QRCode
import Storage

/// The transitions of the session, with their events and jobs.
package struct SessionFlow {
    private let connection: Connection
    private let store: WhatsAppSessionStore
    private let events: EventQueueStore

    /// The session that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
        store = WhatsAppSessionStore(connection)
        events = EventQueueStore(connection)
    }

    /// Starts it, unless it is started; in the transaction of the caller.
    ///
    /// - Returns: the status it has now, and whether it was started now.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func start(with driver: Settings.WhatsAppDriver, at now: Date) throws -> (status: SessionStatus, isNew: Bool) {
        let isNew = try store.start(with: driver, at: now)
        guard let session = try store.find() else { throw MessageFault("the session has no row") }
        if isNew {
            try tell(session.status, at: now)
            try SessionStart.ask(session, JobStore(connection))
        }
        return (session.status, isNew)
    }

    /// Ends it, unless it is disconnected; in the transaction of the caller.
    ///
    /// - Returns: whether it was ended now.
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func stop(at now: Date) throws -> Bool {
        guard try store.stop(at: now) else { return false }
        try tell(.disconnected, at: now)
        if let session = try store.find() { try SessionStart.ask(session, JobStore(connection)) }
        return true
    }

    /// Advances it in a transaction if its state is unchanged; a session that is ready wakes the messages
    /// that wait for it.
    ///
    /// - Throws: `DatabaseError`, and what JSON cannot hold.
    func move(_ session: WhatsAppSession, by step: SessionStep, at now: Date = Date()) throws -> Bool {
        try connection.transaction {
            guard try store.move(session, to: step.status, qr: step.qr, at: now) else { return false }
            try tell(step.status, at: now)
            if let picture = step.qr.flatMap({ QRCode($0)?.png() }) {
                let image = Data(picture).base64EncodedString()
                try events.add(.qrCode, ["image_b64": image], at: now)
            }
            if step.status == .ready { try MessageJob.send.wake(JobStore(connection)) }
            return true
        }
    }

    private func tell(_ status: SessionStatus, at now: Date) throws {
        try events.add(.sessionStatus, ["status": status.rawValue], at: now)
    }
}

extension MessageJob {
    /// Has the jobs of this kind that wait for their time run now.
    func wake(_ store: JobStore) throws(DatabaseError) {
        try store.hasten(kind: rawValue, at: Date())
    }
}
