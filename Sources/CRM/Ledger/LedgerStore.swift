package import FoundationEssentials
package import Frame
package import MariaDB
package import Values

/// The ledger in the database, and the balances that are its sums.
///
/// Entries are added in a transaction of the caller's, which takes the customer's row first: those who write to one ledger come one after
/// the other, and none waits for another in a circle.
package struct LedgerStore {
    let connection: Connection

    /// The ledger that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        transactions.id, transactions.customer_id, transactions.kind, transactions.amount, transactions.product_id,
        transactions.quantity, transactions.description, transactions.occurred_at, transactions.author_id, users.username,
        transactions.reverses_id, reversal.id AS reversed_by_id, transactions.created_at
        """

    /// What was sold to a customer: charges without credits, reversals deducted. An amount of two decimals, for a statement of another
    /// domain's.
    ///
    /// - Parameter customer: the column that has the customer's id.
    package static func sales(to customer: SQL) -> SQL {
        """
        COALESCE((
            SELECT SUM(IF(transactions.kind = 'charge', transactions.amount, -transactions.amount))
            FROM transactions FORCE INDEX (transactions_customer)
            WHERE transactions.customer_id = \(customer) AND transactions.kind IN ('charge', 'credit')), 0.00)
        """
    }

    /// One entry of a customer's ledger.
    package func find(_ id: Transaction.ID, of customer: Customer.ID) throws(DatabaseError) -> Transaction? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM transactions
            LEFT JOIN users ON users.id = transactions.author_id
            LEFT JOIN transactions AS reversal ON reversal.reverses_id = transactions.id
            WHERE transactions.id = \(id) AND transactions.customer_id = \(customer)
            """)
    }

    /// Adds to a customer's balance, before the entry is inserted.
    ///
    /// - Returns: false when there is no such customer.
    /// - Throws: `DatabaseError` `.unfitValue` when the balance would pass 999999999999.99 in either direction.
    package func add(_ effect: Money, toBalanceOf customer: Customer.ID) throws(DatabaseError) -> Bool {
        // Without the cast the server would reckon in binary fractions.
        let changed = try connection.execute(
            """
            UPDATE customers
            SET balance = balance + CAST(\(effect) AS DECIMAL(14,2)), version = version + 1
            WHERE id = \(customer)
            """)
        return changed == 1
    }

    /// Adds an entry whose effect the customer's balance has already.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` for the second counter-entry of one entry.
    package func add(
        _ details: TransactionDetails, of customer: Customer.ID, by author: User.ID,
        reversing reversed: Transaction.ID?,
        as id: Transaction.ID, at now: Date
    ) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO transactions (
              id, customer_id, kind, amount, product_id, quantity, description, occurred_at, author_id, reverses_id,
              created_at)
            VALUES (
              \(id), \(customer), \(details.kind), \(details.amount), \(details.productID), \(details.quantity),
              \(details.description), \(details.occurredAt), \(author), \(reversed), \(now))
            """)
    }

    /// One page of a customer's ledger, latest first, and how many entries there are; nil when there is no such customer.
    package func page(
        _ page: Page, of customer: Customer.ID
    ) throws(DatabaseError) -> (transactions: [Transaction], total: Int)? {
        let total = try connection.fetchValue(
            """
            SELECT (SELECT COUNT(*) FROM transactions WHERE customer_id = customers.id)
            FROM customers
            WHERE id = \(customer)
            """, as: Int.self)
        guard let total else { return nil }
        guard page.offset < total else { return ([], total) }
        let transactions: [Transaction] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM transactions
            LEFT JOIN users ON users.id = transactions.author_id
            LEFT JOIN transactions AS reversal ON reversal.reverses_id = transactions.id
            WHERE transactions.customer_id = \(customer)
            ORDER BY transactions.occurred_at DESC, transactions.id DESC
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (transactions, total)
    }
}
