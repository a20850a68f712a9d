package import Environment
package import MariaDB

/// The installation's one WhatsApp session.
package struct WhatsAppSession: Sendable, Equatable {
    package let status: SessionStatus
    /// Its driver, fixed until the next start.
    package let driver: Settings.WhatsAppDriver
    /// Which start of it this is: work for an earlier one is void.
    package let run: Int
}

extension WhatsAppSession: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        status = try row["status"]
        let name: String = try row["driver"]
        driver = Settings.WhatsAppDriver(rawValue: name) ?? .stub
        run = try row["run"]
    }
}
