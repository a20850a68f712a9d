import Frame
import MariaDB

extension LedgerStore {
    /// The transactions in a timeline.
    static let timeline = TimelineSource(
        .transaction, to: .viewTransactions, showing: Transaction.schema,
        keys: { subject, limit in
            guard let customer = subject.customer else { return [] }
            return [
                """
                SELECT id, occurred_at AS at
                FROM transactions
                WHERE customer_id = \(customer)
                ORDER BY occurred_at DESC, id DESC
                LIMIT \(limit)
                """
            ]
        },
        records: { (ids: [Transaction.ID], context) in
            try LedgerStore(context.connection).transactions(ids).map {
                TimelineRecord($0.id, by: $0.author?.id, $0)
            }
        })

    private func transactions(_ ids: [Transaction.ID]) throws(DatabaseError) -> [Transaction] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM transactions
            LEFT JOIN users ON users.id = transactions.author_id
            LEFT JOIN transactions AS reversal ON reversal.reverses_id = transactions.id
            WHERE transactions.id IN (\(list: ids))
            """)
    }
}
