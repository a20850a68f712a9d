import Frame
import MariaDB
import Routing

extension ConsentStore {
    /// The entries of the ledger of consents in a timeline.
    static let timeline = TimelineSource(
        .consent, to: .viewLeads, showing: Consent.schema,
        keys: { subject, limit in
            let ofLeads = subject.leads.map { lead -> SQL in
                """
                SELECT id, at
                FROM consents
                WHERE lead_id = \(lead)
                ORDER BY at DESC, id DESC
                LIMIT \(limit)
                """
            }
            guard let customer = subject.customer else { return ofLeads }
            return ofLeads + [
                """
                SELECT id, at
                FROM consents
                WHERE customer_id = \(customer)
                ORDER BY at DESC, id DESC
                LIMIT \(limit)
                """
            ]
        },
        records: { (ids: [Consent.ID], context) in
            try ConsentStore(context.connection).entries(ids).map { TimelineRecord($0.id, by: nil, $0) }
        })

    private func entries(_ ids: [Consent.ID]) throws(DatabaseError) -> [Consent] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM consents
            WHERE consents.id IN (\(list: ids))
            """)
    }
}
