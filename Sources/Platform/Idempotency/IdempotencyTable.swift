import MariaDB

/// The table that keeps the answers of one pool's creating requests, so that no pool has a right on another's.
package enum IdempotencyTable: CaseIterable, Sendable {
    case intake, accounts, leads, crm, messaging

    /// The table of the pool that serves a route group; nil for a group where nothing is created.
    init?(group name: String) {
        switch name {
        case "intake": self = .intake
        case "accounts", "dialect": self = .accounts
        case "leads": self = .leads
        case "crm": self = .crm
        case "messaging": self = .messaging
        default: return nil
        }
    }

    /// Its name, as a statement is put together with it.
    var name: SQL {
        switch self {
        case .intake: "idempotency_records_intake"
        case .accounts: "idempotency_records_accounts"
        case .leads: "idempotency_records_leads"
        case .crm: "idempotency_records_crm"
        case .messaging: "idempotency_records_messaging"
        }
    }
}
