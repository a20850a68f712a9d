package import CRM
package import MariaDB
import Storage

extension LeadStore {
    /// The most leads that are looked for as those that became one customer.
    private static let originsOfOne = 100

    /// The leads that became a customer, oldest first; the first 100.
    package func origins(of customer: Customer.ID) throws(DatabaseError) -> [Lead.ID] {
        let leads: [Origin] = try connection.fetchAll(
            """
            SELECT id
            FROM leads
            WHERE customer_id = \(customer)
            ORDER BY id
            LIMIT \(Self.originsOfOne)
            """)
        return leads.map(\.id)
    }

    /// The phone numbers of some leads, each once.
    package func phones(of leads: [Lead.ID]) throws(DatabaseError) -> [String] {
        guard !leads.isEmpty else { return [] }
        let phones: [Phone] = try connection.fetchAll(
            """
            SELECT DISTINCT phone
            FROM leads
            WHERE id IN (\(list: leads)) AND phone IS NOT NULL
            """)
        return phones.map(\.text)
    }

    private struct Phone: RowDecodable {
        let text: String

        init(row: borrowing Row) throws(DatabaseError) { text = try row["phone"] }
    }

    private struct Origin: RowDecodable {
        let id: Lead.ID

        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    /// Hands each lead that a filter lets through to `body`, in order, as it arrives; all that a list is except short.
    ///
    /// - Throws: `DatabaseError`; what `body` throws, which ends the reading.
    package func forEach(of filter: LeadFilter, in order: LeadOrder, _ body: (Lead) throws -> Void) throws {
        let selection =
            try filter.search.map { search in
                try LeadSelection(search, filter, order, match: SearchStore<LeadWords>(connection).match(search))
            } ?? LeadSelection(filter, order)
        try connection.forEachRow(
            """
            SELECT \(Self.columns)
            FROM \(selection.source)
            \(selection.condition)
            ORDER BY \(selection.order)
            """
        ) { row in try body(Lead(row: row)) }
    }

    /// Deletes the lead with its history and enquiries if its version is unchanged. Call inside a transaction.
    ///
    /// - Returns: the résumés without a reference, its own and those of its enquiries; nil if it was changed or removed
    ///   in the meantime; nothing is written then.
    package func remove(_ lead: Lead) throws(DatabaseError) -> [String]? {
        let further: [ResumePath] = try connection.fetchAll(
            """
            SELECT resume_path
            FROM enquiries
            WHERE lead_id = \(lead.id) AND resume_path IS NOT NULL
            ORDER BY id
            FOR UPDATE
            """)
        let removed = try connection.execute(
            """
            DELETE FROM leads
            WHERE id = \(lead.id) AND version = \(lead.version)
            """)
        guard removed == 1 else { return nil }
        return (lead.resume.map { [$0.path] } ?? []) + further.map(\.path)
    }
}
