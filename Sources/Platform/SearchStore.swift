import Crypto
package import MariaDB
import Routing

/// The words of one domain's records, in the database: kept up to date and looked up.
package struct SearchStore<Record: Searchable> {
    private let connection: Connection
    private let tables = Record.tables

    /// How many records are indexed in one transaction.
    package static var batch: Int { 250 }
    /// How many batches a search indexes itself before it goes without the index.
    private static var patience: Int { 4 }

    /// The words that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    // MARK: Looking up

    /// How the records that a text is looked for in are found; brings the index up to date first.
    ///
    /// - Throws: `DatabaseError`.
    package func match(_ text: String) throws -> SearchMatch {
        let match = SearchMatch(text: text, tables: tables, way: .everything)
        guard try catchUp() else { return match }
        let query = SearchQuery(text)
        guard !query.terms.isEmpty else { return match.going(.newest) }
        let frequencies = try frequencies(of: query.terms).sorted { $0.count < $1.count }
        let candidates = candidates(frequencies, atMost: SearchMatch.mostCounted)
        let total: Int =
            try connection.fetchValue("SELECT COUNT(*) FROM (\(candidates)) AS found") ?? 0
        if total == 0 { return match.going(.newest) }
        if total < SearchMatch.mostCounted { return match.going(.few(candidates, total: total)) }
        let conditions = frequencies.map { holds($0.term, for: "\(tables.records).id") }
        return match.going(
            .many(
                conditions.joined(separator: " AND "),
                some: self.candidates(frequencies, atMost: SearchMatch.mostLookedInto)))
    }

    /// Indexes what was written since the last time.
    ///
    /// - Returns: false when that is more than a search should wait for, or others hold the records.
    private func catchUp() throws -> Bool {
        do {
            for _ in 0..<Self.patience {
                if try indexPending() < Self.batch { return true }
            }
        } catch let error as DatabaseError where error.code == .deadlock || error.code == .lockWaitTimeout {
            return false
        }
        return false
    }

    /// How many words each term begins, counted as far as it matters.
    private func frequencies(of terms: [[String]]) throws(DatabaseError) -> [Frequency] {
        let counts: [TermCount] = try connection.fetchAll(
            terms.enumerated().map { index, term in
                """
                SELECT \(index) AS term, COUNT(*) AS total
                FROM (
                  SELECT 1
                  FROM \(tables.words) AS found FORCE INDEX (PRIMARY)
                  WHERE \(range(of: term, in: "found"))
                  LIMIT \(SearchMatch.mostCounted)) AS counted
                """
            }.joined(separator: " UNION ALL "))
        return counts.map { Frequency(term: terms[$0.index], count: $0.total) }
    }

    private typealias Frequency = (term: [String], count: Int)

    /// The ids of the records that have a word of every term, `limit` at most; the rarest term comes first.
    ///
    /// Few records are looked up one by one in the other terms; where even the rarest term has many, the others are read whole and
    /// joined, which takes a tenth of the time.
    private func candidates(_ terms: [Frequency], atMost limit: Int) -> SQL {
        guard let rarest = terms.first else { return "SELECT NULL AS id LIMIT 0" }
        let isRare = rarest.count < SearchMatch.mostCounted
        let others = terms.dropFirst().map(\.term)
        let conditions = isRare ? others.map { " AND " + holds($0, for: "found.\(tables.recordID)") } : []
        let joins = isRare ? [] : zip(others, Self.names).map { join($0, as: $1) }
        return """
            SELECT STRAIGHT_JOIN DISTINCT found.\(tables.recordID) AS id
            FROM \(tables.words) AS found FORCE INDEX (PRIMARY)\(joins.joined(separator: ""))
            WHERE \(range(of: rarest.term, in: "found"))\(conditions.joined(separator: ""))
            LIMIT \(limit)
            """
    }

    /// What the records of all terms but the first are called in a statement.
    private static var names: [SQL] { ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"] }

    private func join(_ term: [String], as name: SQL) -> SQL {
        """

        JOIN (
          SELECT DISTINCT other.\(tables.recordID) AS id
          FROM \(tables.words) AS other FORCE INDEX (PRIMARY)
          WHERE \(range(of: term, in: "other"))) AS \(name) ON \(name).id = found.\(tables.recordID)
        """
    }

    /// Whether a record has a word of a term: one look into the index, which no plan of the server's turns into a scan.
    private func holds(_ term: [String], for id: SQL) -> SQL {
        """
        (
          SELECT 1
          FROM \(tables.words) AS held FORCE INDEX (\(tables.recordIndex))
          WHERE held.\(tables.recordID) = \(id) AND \(range(of: term, in: "held"))
          LIMIT 1) IS NOT NULL
        """
    }

    private func range(of term: [String], in words: SQL) -> SQL {
        let ranges: [SQL] = term.map { beginning in
            // No assigned character comes behind the last one, so this ends the words that begin so.
            "\(words).word >= \(beginning) AND \(words).word < \(beginning + "\u{10FFFF}")"
        }
        return "(\(ranges.joined(separator: " OR ")))"
    }

    // MARK: Keeping up to date

    /// Indexes one batch of the records that are new or were changed.
    ///
    /// - Returns: how many there were; fewer than a batch when it was the last.
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func indexPending() throws -> Int {
        let ids = try pendingKeys()
        if !ids.isEmpty { try index(ids) }
        return ids.count
    }

    /// Indexes everything that is new or was changed; or every record anew.
    ///
    /// - Parameters:
    ///   - goesOn: asked before each batch.
    ///   - progress: is told how many records were done, and how many there are to do.
    /// - Returns: how many records were looked at.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func reindex(
        all: Bool, while goesOn: () -> Bool = { true }, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Int {
        let total = try all ? recordCount() : pendingCount()
        var done = 0
        var last: [UInt8] = []
        while true {
            let ids = try all ? keys(after: last) : pendingKeys()
            guard let end = ids.last, goesOn() else { return done }
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
            WHERE id > \(last)
            ORDER BY id
            LIMIT \(Self.batch)
            """)
    }

    private func pendingKeys() throws(DatabaseError) -> [RecordKey] {
        try connection.fetchAll(
            """
            SELECT id
            FROM \(tables.records) FORCE INDEX (\(tables.pendingIndex))
            WHERE search_state IN ('new', 'changed')
            LIMIT \(Self.batch)
            """)
    }

    private func recordCount() throws(DatabaseError) -> Int {
        try connection.fetchValue("SELECT COUNT(*) FROM \(tables.records)") ?? 0
    }

    /// How many records wait to be indexed.
    package func pendingCount() throws(DatabaseError) -> Int {
        try connection.fetchValue(
            """
            SELECT COUNT(*)
            FROM \(tables.records) FORCE INDEX (\(tables.pendingIndex))
            WHERE search_state IN ('new', 'changed')
            """) ?? 0
    }

    /// Writes the words of records; where others were faster nothing is left to do, unless it is to be done again.
    private func index(_ keys: [RecordKey], again: Bool = false) throws {
        let ids = String(decoding: try JSONText.bytes(of: keys.map { hexEncoded($0.id) }), as: UTF8.self)
        try connection.transaction {
            // Locks the rows alone, no gap between them: submissions go on.
            let records: [Pending] = try connection.fetchAll(
                """
                SELECT \(tables.columns), \(tables.records).search_state <> 'new' AS has_words
                FROM \(keyed(ids))
                STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = UNHEX(keyed.id)
                WHERE \(tables.records).search_state <> 'indexed' OR \(again)
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
            let rows = records.flatMap { pending in
                let id = hexEncoded(pending.record.recordID)
                return pending.record.searchText.words.map { [$0, id] }
            }
            let words = String(decoding: try JSONText.bytes(of: rows), as: UTF8.self)
            try connection.execute(
                """
                INSERT INTO \(tables.words) (word, \(tables.recordID))
                SELECT word, UNHEX(id)
                FROM JSON_TABLE(\(words), '$[*]' COLUMNS (
                  word VARCHAR(64) CHARACTER SET utf8mb4 PATH '$[0]',
                  id CHAR(32) CHARACTER SET ascii PATH '$[1]')) AS added
                ORDER BY word COLLATE utf8mb4_bin, id
                """)
            try connection.execute(
                """
                UPDATE \(keyed(ids))
                STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = UNHEX(keyed.id)
                SET \(tables.records).search_state = 'indexed'
                WHERE \(tables.records).search_state <> 'indexed'
                """)
        }
    }

    private func keyed(_ ids: String) -> SQL {
        "JSON_TABLE(\(ids), '$[*]' COLUMNS (id CHAR(32) CHARACTER SET ascii PATH '$')) AS keyed"
    }

    private struct RecordKey: RowDecodable {
        let id: [UInt8]
        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    private struct TermCount: RowDecodable {
        let index: Int
        let total: Int
        init(row: borrowing Row) throws(DatabaseError) {
            index = try row["term"]
            total = try row["total"]
        }
    }

    private struct Pending: RowDecodable {
        let record: Record
        let hasWords: Bool
        init(row: borrowing Row) throws(DatabaseError) {
            record = try Record(row: row)
            hasWords = try row["has_words"]
        }
    }
}
