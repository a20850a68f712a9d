import MariaDB
import Storage

extension LeadStore {
    /// The ids of the leads that a filter lets through, in order; the first so many.
    func ids(of filter: LeadFilter, in order: LeadOrder, first limit: Int) throws -> [Lead.ID] {
        let selection =
            try filter.search.map { search in
                try LeadSelection(search, filter, order, match: SearchStore<LeadWords>(connection).match(search))
            } ?? LeadSelection(filter, order)
        let found: [Selected] = try connection.fetchAll(
            """
            SELECT leads.id
            FROM \(selection.source)
            \(selection.condition)
            ORDER BY \(selection.order)
            LIMIT \(limit)
            """)
        return found.map(\.id)
    }

    private struct Selected: RowDecodable {
        let id: Lead.ID

        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }
}
