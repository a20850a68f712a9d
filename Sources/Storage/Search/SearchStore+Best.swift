import MariaDB
import Values

extension SearchStore where Record: Findable {
    /// How many words of the rarest term are looked into: as many records as a list finds.
    private static var mostWalked: Int { SearchMatch.mostCounted }
    /// How many records are compared.
    private static var mostCompared: Int { 200 }

    /// The records in use that a text finds by the index, best first: those of whole words, then those of beginnings of words; newer ones
    /// before older ones. The cost has a bound whatever the text, so that of two words which ten thousands of records have each, the oldest
    /// records of both may be left out. Text without a letter or digit finds nothing.
    ///
    /// - Parameter limit: the most that are returned.
    /// - Throws: `DatabaseError`.
    package func best(_ text: String, atMost limit: Int) throws -> [FoundRecord] {
        let query = SearchQuery(text)
        guard !query.terms.isEmpty else { return [] }
        // Read before the index is: what is indexed meanwhile is found twice, and shown once.
        let waiting = try waitingRecords()
        let terms = try rarestFirst(query.terms).map(\.beginnings)
        var keys = Set(try self.keys(ofWords: terms))
        if keys.count < limit { keys.formUnion(try self.keys(ofBeginnings: terms)) }
        keys.subtract(waiting.map(\.record.recordID))
        let records = try self.records(of: Array(keys)) + waiting.map(\.record)
        let found = records.compactMap { $0.isInUse ? Self.found($0, by: query) : nil }
        return Array(found.sorted { $0.precedes($1) }.prefix(limit))
    }

    private static func found(_ record: Record, by query: SearchQuery) -> FoundRecord? {
        let words = record.searchText.words
        guard query.finds(words) else { return nil }
        let label = record.label
        var name = SearchText()
        name.add(label.name)
        let fit: FoundRecord.Fit =
            if query.isMade(of: name.words) {
                .nameWords
            } else if query.isMade(of: words) {
                .words
            } else {
                query.finds(name.words) ? .nameBeginnings : .beginnings
            }
        return FoundRecord(id: label.id, name: label.name, detail: label.detail, fit: fit)
    }

    /// The records that have each term as a word, newest first as far as the words of the rarest term reach.
    private func keys(ofWords terms: [[String]]) throws(DatabaseError) -> [[UInt8]] {
        try keys(terms, newest: " ORDER BY \(tables.recordID) DESC") { word, words in "\(words).word = \(word)" }
    }

    /// The records that have a word which begins with each term.
    private func keys(ofBeginnings terms: [[String]]) throws(DatabaseError) -> [[UInt8]] {
        try keys(terms, newest: "") { beginning, words in
            // No assigned character sorts after the last one, so this ends the words with the prefix.
            "\(words).word >= \(beginning) AND \(words).word < \(beginning + "\u{10FFFF}")"
        }
    }

    /// The records of which a word passes for each term; those of the first term are looked up one by one in the others.
    private func keys(
        _ terms: [[String]], newest: SQL, passing: (_ text: String, _ words: SQL) -> SQL
    ) throws(DatabaseError) -> [[UInt8]] {
        guard let first = terms.first else { return [] }
        let walks = first.map { text -> SQL in
            """
            (
                SELECT walked.\(tables.recordID) AS id
                FROM \(tables.words) AS walked FORCE INDEX (PRIMARY)
                WHERE \(passing(text, "walked"))\(newest)
                LIMIT \(Self.mostWalked))
            """
        }
        let joins = zip(terms.dropFirst(), Self.names).map { term, name -> SQL in
            let passes = term.map { passing($0, name) }.joined(separator: " OR ")
            return """

                JOIN \(tables.words) AS \(name) FORCE INDEX (\(tables.recordIndex))
                  ON \(name).\(tables.recordID) = found.id AND (\(passes))
                """
        }
        let rows: [RecordKey] = try connection.fetchAll(
            """
            SELECT STRAIGHT_JOIN DISTINCT found.id
            FROM (
              \(walks.joined(separator: " UNION ALL "))) AS found\(joins.joined(separator: ""))
            LIMIT \(Self.mostCompared)
            """)
        return rows.map(\.id)
    }

    private func records(of keys: [[UInt8]]) throws -> [Record] {
        guard !keys.isEmpty else { return [] }
        return try connection.fetchAll(
            """
            SELECT \(tables.columns)
            FROM \(keyed(try list(keys)))
            STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = UNHEX(keyed.id)
            LIMIT \(keys.count)
            """)
    }
}
