/// The rights of each part of the service on each table, when each has a database user of its own.
///
/// Counters that triggers keep need no right to write: a trigger works with the rights of the administrator who migrated. Rows that go
/// with their owner (`ON DELETE CASCADE`) need none either.
package enum Grants {
    /// A part of the service with a database user of its own.
    package enum Part: String, CaseIterable, Sendable {
        case intake, accounts, leads, crm, messaging, worker
        /// Migrations and `guichectl`: everything.
        case admin

        /// The program that works with these rights.
        package var program: String {
            switch self {
            case .intake: "guiche-responder --serve intake"
            case .accounts: "guiche-responder --serve accounts,dialect,config"
            case .leads: "guiche-responder --serve leads"
            case .crm: "guiche-responder --serve crm"
            case .messaging: "guiche-responder --serve messaging"
            case .worker: "guiche-worker"
            case .admin: "guichectl"
            }
        }
    }

    /// A table, and the rights of the parts that need any.
    package struct Table: Sendable {
        /// Its name.
        package let name: String
        /// The rights by part, as `GRANT` takes them.
        package let rights: [Part: String]

        /// A table.
        package init(_ name: String, _ rights: [Part: String]) {
            self.name = name
            self.rights = rights
        }
    }

    /// The rights of the part that keeps the rows of a table.
    package static let record = "SELECT, INSERT, UPDATE, DELETE"
}
