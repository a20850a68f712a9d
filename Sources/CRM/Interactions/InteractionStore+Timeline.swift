import Frame
import MariaDB

extension InteractionStore {
    /// The interactions in a timeline. What was recorded from a message is that message there.
    static let timeline = TimelineSource(
        .interaction, to: .viewCustomers, showing: Interaction.schema,
        keys: { subject, limit in
            guard let customer = subject.customer else { return [] }
            return [
                """
                SELECT id, occurred_at AS at
                FROM interactions FORCE INDEX (interactions_timeline)
                WHERE customer_id = \(customer) AND source_key IS NULL
                ORDER BY occurred_at DESC, id DESC
                LIMIT \(limit)
                """
            ]
        },
        records: { (ids: [Interaction.ID], context) in
            try InteractionStore(context.connection).interactions(ids).map {
                TimelineRecord($0.id, by: $0.author?.id, $0)
            }
        })

    private func interactions(_ ids: [Interaction.ID]) throws(DatabaseError) -> [Interaction] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM interactions
            LEFT JOIN users ON users.id = interactions.author_id
            WHERE interactions.id IN (\(list: ids))
            """)
    }
}
