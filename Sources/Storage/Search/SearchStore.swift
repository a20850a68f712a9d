import Crypto
package import MariaDB
import Routing
import Values

/// The words of one domain's records, in the database: kept up to date and looked up.
package struct SearchStore<Record: Searchable> {
    let connection: Connection
    let tables = Record.tables

    /// How many records are indexed in one transaction.
    package static var batch: Int { 250 }
    /// How many records that wait to be indexed a search looks into before it goes without the index.
    private static var mostWaiting: Int { 2_000 }

    /// The words that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Looking up

    /// How the records that a text is looked for in are found: by the words in the index, and by those of the records that wait for it.
    ///
    /// - Throws: `DatabaseError`.
    package func match(_ text: String) throws -> SearchMatch {
        let match = SearchMatch(text: text, tables: tables, way: .everything)
        let query = SearchQuery(text)
        guard !query.terms.isEmpty else { return match.going(.newest) }
        // Read before the index is: what is indexed meanwhile is found twice, and counted once.
        let waiting = try waitingRecords()
        guard waiting.count <= Self.mostWaiting else { return match }
        let added = SearchAddition(
            ids: waiting.filter { query.finds($0.record.searchText.words) }.map(\.record.recordID),
            stale: waiting.filter(\.hasWords).map(\.record.recordID))
        let terms = try rarestFirst(query.terms)
        let rows: [RecordKey] = try connection.fetchAll(
            candidates(terms, with: added, atMost: SearchMatch.mostCounted))
        let found = rows.map(\.id)
        if found.isEmpty { return match.going(.newest) }
        let holding = added.condition(
            terms.map { holds($0.beginnings, for: "\(tables.records).id") }.joined(separator: " AND "),
            for: "\(tables.records).id")
        if found.count < SearchMatch.mostCounted {
            let ids = try list(found)
            return match.going(
                .few("SELECT UNHEX(keyed.id) AS id FROM \(keyed(ids))", ids: Set(found), holding: holding))
        }
        return match.going(
            .many(holding, some: try candidates(terms, with: added, atMost: SearchMatch.mostLookedInto)))
    }

    /// The records whose words are not in the index or no longer right there, with what the words are made of; one more than a search
    /// looks into at most.
    func waitingRecords() throws(DatabaseError) -> [Pending] {
        try connection.fetchAll(
            """
            SELECT \(tables.columns), \(tables.records).\(tables.mark) <> 'new' AS has_words
            FROM \(tables.records) FORCE INDEX (\(tables.markIndex))
            WHERE \(tables.records).\(tables.mark) IN ('new', 'changed')
            LIMIT \(Self.mostWaiting + 1)
            """)
    }

    // MARK: Keeping up to date

    /// Indexes everything that is pending; or every record, indexed ones included.
    ///
    /// - Parameters:
    ///   - isRunning: asked before each batch.
    ///   - progress: receives the number of records done and their total.
    /// - Returns: how many records were looked at.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func reindex(
        all: Bool, while isRunning: () -> Bool = { true }, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Int {
        let total = try all ? recordCount() : pendingCount()
        var done = 0
        var last: [UInt8] = []
        while true {
            let ids = try all ? keys(after: last) : pendingKeys()
            guard let end = ids.last, isRunning() else { return done }
            try index(ids, again: all)
            last = end.id
            done += ids.count
            progress(done, max(done, total))
        }
    }

    private func keys(after last: [UInt8]) throws(DatabaseError) -> [RecordKey] {
        try connection.fetchAll(
            """
            SELECT id
            FROM \(tables.records) FORCE INDEX (PRIMARY)
            WHERE id > \(last) AND \(tables.mark) IN (\(tables.pending), \(tables.indexed))
            ORDER BY id
            LIMIT \(Self.batch)
            """)
    }

    private func pendingKeys() throws(DatabaseError) -> [RecordKey] {
        try connection.fetchAll(
            """
            SELECT id
            FROM \(tables.records) FORCE INDEX (\(tables.markIndex))
            WHERE \(tables.mark) IN (\(tables.pending))
            LIMIT \(Self.batch)
            """)
    }

    private func recordCount() throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM \(tables.records)
            WHERE \(tables.mark) IN (\(tables.pending), \(tables.indexed))
            """) ?? 0
    }

    /// How many records wait to be indexed.
    private func pendingCount() throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM \(tables.records) FORCE INDEX (\(tables.markIndex))
            WHERE \(tables.mark) IN (\(tables.pending))
            """) ?? 0
    }

    /// Writes the words of records; where others were faster nothing is left to do, unless it is to be done again.
    private func index(_ keys: [RecordKey], again: Bool = false) throws {
        let ids = try list(keys.map(\.id))
        try connection.transaction {
            // Locks the rows alone, no gap between them: submissions go on.
            let records: [Pending] = try connection.fetchAll(
                """
                SELECT \(tables.columns), \(tables.records).\(tables.mark) <> 'new' AS has_words
                FROM \(keyed(ids))
                STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = UNHEX(keyed.id)
                WHERE \(tables.records).\(tables.mark) IN (\(tables.pending))
                  OR \(tables.records).\(tables.mark) = \(tables.indexed) AND \(again)
                ORDER BY \(tables.records).id
                FOR UPDATE
                """)
            let changed = records.filter(\.hasWords).map { hexEncoded($0.record.recordID) }
            if !changed.isEmpty {
                let changedIDs = String(decoding: try JSONText.bytes(of: changed), as: UTF8.self)
                try connection.execute(
                    """
                    DELETE \(tables.words)
                    FROM \(keyed(changedIDs))
                    STRAIGHT_JOIN \(tables.words) ON \(tables.words).\(tables.recordID) = UNHEX(keyed.id)
                    """)
            }
            try write(records.map(\.record))
            try connection.execute(
                """
                UPDATE \(keyed(ids))
                STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = UNHEX(keyed.id)
                SET \(tables.records).\(tables.mark) = \(tables.indexed)
                WHERE \(tables.records).\(tables.mark) IN (\(tables.pending))
                """)
        }
    }

    /// Writes the words of records that have none in the index; belongs in the transaction that marks them as indexed.
    ///
    /// - Throws: `DatabaseError`.
    package func write(_ records: [Record]) throws(DatabaseError) {
        let rows = records.flatMap { record in
            let id = hexEncoded(record.recordID)
            return record.searchText.words.map { RecordWord(word: $0, id: id) }
        }
        guard !rows.isEmpty else { return }
        let words = String(decoding: JSONText.bytes(ofWritable: RecordWords(rows)), as: UTF8.self)
        try connection.execute(
            """
            INSERT INTO \(tables.words) (word, \(tables.recordID))
            SELECT word, UNHEX(id)
            FROM JSON_TABLE(\(words), '$.rows[*]' COLUMNS (
              word VARCHAR(64) CHARACTER SET utf8mb4 PATH '$.word',
              id CHAR(32) CHARACTER SET ascii PATH '$.id')) AS added
            """)
    }

    func list(_ ids: [[UInt8]]) throws -> String {
        String(decoding: try JSONText.bytes(of: ids.map { hexEncoded($0) }), as: UTF8.self)
    }

    func keyed(_ ids: String) -> SQL {
        "JSON_TABLE(\(ids), '$[*]' COLUMNS (id CHAR(32) CHARACTER SET ascii PATH '$')) AS keyed"
    }

    struct RecordKey: RowDecodable {
        let id: [UInt8]
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    /// A record whose words are to be written, or looked into.
    struct Pending: RowDecodable {
        let record: Record
        let hasWords: Bool
        init(row: borrowing Row) throws(DatabaseError) {
            record = try Record(row: row)
            hasWords = try row["has_words"]
        }
    }
}
