package import Frame
import MariaDB
import Routing
import Storage

/// `ON DUPLICATE KEY UPDATE` needs the right to change every column that is inserted.
private let recorder = "SELECT (version), INSERT, UPDATE"

/// Customers, products, interactions and the ledger.
package let crmDomain = Domain<Context>(
    "CRM", groups: [crmRoutes], tables: crmTables,
    answers: [IdempotencyTable("idempotency_records_crm", of: crmRoutes.pool)],
    indexes: [
        IndexedRecords("customers") { connection, all, isRunning, progress in
            try CustomerStore(connection).reindex(all: all, while: isRunning, progress: progress)
        },
        IndexedRecords("products") { connection, all, isRunning, progress in
            try ProductStore(connection).reindex(all: all, while: isRunning, progress: progress)
        },
    ],
    timelineSources: [InteractionStore.timeline, LedgerStore.timeline])

private let crmTables = [
    // A lead becomes a customer in one transaction.
    Grants.Table(
        "customers",
        [
            "leads": "SELECT, INSERT, UPDATE (lead_id, updated_at, version, custom, custom_words, agreed)",
            "crm": Grants.record,
            "messaging": "SELECT",
            .worker: "SELECT, UPDATE (search_state, custom, custom_words, agreed, updated_at, version)",
        ]),
    Grants.Table("customer_counts", ["crm": "SELECT"]),
    // Whoever searches looks for leads, customers and products.
    Grants.Table("products", ["crm": Grants.record, "leads": "SELECT", .worker: "SELECT, UPDATE (search_state)"]),
    Grants.Table("product_words", ["leads": "SELECT", .worker: "SELECT, INSERT, DELETE"]),
    // A message is recorded once, by whoever takes it in.
    Grants.Table("interactions", ["crm": Grants.record, "leads": "SELECT", "messaging": recorder, .worker: recorder]),
    Grants.Table("transactions", ["crm": "SELECT, INSERT", "leads": "SELECT"]),
    Grants.Table("customer_words", ["crm": "SELECT", "leads": "SELECT", .worker: "SELECT, INSERT, DELETE"]),
    Grants.Table("customer_days", ["crm": "SELECT"]),
    // Kept by triggers.
    Grants.Table("customer_values", ["crm": "SELECT", "leads": "SELECT", .worker: "SELECT"]),
]
