import MariaDB

/// The table that keeps the answers of one pool's creating requests, so that no pool has a right on another's.
package enum IdempotencyTable: CaseIterable, Sendable {
    case intake, accounts, leads, crm, messaging

    /// The table of a pool; nil for a pool where nothing is created.
    package init?(pool name: String) {
        switch name {
        case "intake": self = .intake
        case "accounts": self = .accounts
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
