package import Environment
package import FoundationEssentials
package import MariaDB

/// The WhatsApp session in the database. Each change is one conditional statement, and says whether it was made.
package struct WhatsAppSessionStore {
    /// The row of the installation's session.
    private static let name = "main"

    private let connection: Connection

    /// The session that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    /// The session, locked until the end of the transaction.
    package func find() throws(DatabaseError) -> WhatsAppSession? {
        try connection.fetchFirst(
            """
            SELECT status, driver, run
            FROM whatsapp_sessions
            WHERE name = \(Self.name)
            LOCK IN SHARE MODE
            """)
    }

    /// Begins a new run of a session that is disconnected.
    package func start(with driver: Settings.WhatsAppDriver, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE whatsapp_sessions
            SET status = \(SessionStatus.connecting), driver = \(driver.rawValue), run = run + 1, version = version + 1,
              qr = NULL, updated_at = \(now)
            WHERE name = \(Self.name) AND status = \(SessionStatus.disconnected)
            """) == 1
    }

    /// Moves a session to the next status if its status is unchanged.
    ///
    /// - Parameter qr: what a telephone is to scan.
    package func move(
        _ session: WhatsAppSession, to status: SessionStatus, qr: String? = nil, at now: Date
    ) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE whatsapp_sessions
            SET status = \(status), version = version + 1, qr = \(qr), updated_at = \(now)
            WHERE name = \(Self.name) AND status = \(session.status) AND run = \(session.run)
            """) == 1
    }

    /// Ends a session that is not disconnected.
    package func stop(at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE whatsapp_sessions
            SET status = \(SessionStatus.disconnected), version = version + 1, qr = NULL, updated_at = \(now)
            WHERE name = \(Self.name) AND status <> \(SessionStatus.disconnected)
            """) == 1
    }
}
