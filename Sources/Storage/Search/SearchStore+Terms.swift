import MariaDB

extension SearchStore {
    /// The terms by how many words they begin, as the index estimates it without reading them.
    func rarestFirst(_ terms: [[String]]) throws(DatabaseError) -> [Term] {
        var counted: [(term: Term, count: Int)] = []
        for beginnings in terms {
            let estimate: Estimate? = try connection.fetchFirst(
                """
                EXPLAIN SELECT 1
                FROM \(tables.words) AS found FORCE INDEX (PRIMARY)
                WHERE \(range(of: beginnings, in: "found"))
                """)
            let count = estimate?.count ?? 0
            let word = count < Self.fewWords ? nil : try onlyWord(of: beginnings)
            counted.append((Term(beginnings: beginnings, onlyWord: word), count))
        }
        return counted.sorted { $0.count < $1.count }.map(\.term)
    }

    /// From so many words on it pays to know whether they are all the same.
    private static var fewWords: Int { 1_000 }

    /// The word that a term begins when there is no other: the first and the last of the index are the same.
    private func onlyWord(of beginnings: [String]) throws(DatabaseError) -> String? {
        let found: SQL = """
            SELECT found.word
            FROM \(tables.words) AS found FORCE INDEX (PRIMARY)
            WHERE \(range(of: beginnings, in: "found"))
            """
        let ends: Ends? = try connection.fetchFirst(
            """
            SELECT (\(found) ORDER BY found.word LIMIT 1) AS first, (\(found) ORDER BY found.word DESC LIMIT 1) AS last
            """)
        guard let ends, let first = ends.first, ends.last == first else { return nil }
        return first
    }

    /// The prefixes of which a word of a record must have one, and the only such word if there is one.
    struct Term {
        let beginnings: [String]
        let onlyWord: String?
    }

    /// The ids of the records that have a word of every term, `limit` at most.
    ///
    /// The records of the rarest term are looked up one by one in the other terms: in the order of the ids where a term is one word, so
    /// that two lists in the same order are walked side by side; else among the words of the record.
    func candidates(_ terms: [Term], with added: SearchAddition, atMost limit: Int) throws -> SQL {
        let indexed = candidates(terms, but: added.stale, atMost: limit)
        guard !added.ids.isEmpty else { return indexed }
        return """
            (\(indexed))
            UNION DISTINCT
            (SELECT UNHEX(keyed.id) FROM \(keyed(try list(added.ids))))
            LIMIT \(limit)
            """
    }

    private func candidates(_ terms: [Term], but stale: [[UInt8]], atMost limit: Int) -> SQL {
        guard let rarest = terms.first else { return "SELECT NULL AS id LIMIT 0" }
        let joins = zip(terms.dropFirst(), Self.names).map { join($0, as: $1) }
        let right: SQL = stale.isEmpty ? "" : " AND found.\(tables.recordID) NOT IN (\(list: stale.padded))"
        return """
            SELECT STRAIGHT_JOIN DISTINCT found.\(tables.recordID) AS id
            FROM \(tables.words) AS found FORCE INDEX (PRIMARY)\(joins.joined(separator: ""))
            WHERE \(range(of: rarest.beginnings, in: "found"))\(right)
            LIMIT \(limit)
            """
    }

    /// The aliases of the records of all terms but the first in a statement.
    static var names: [SQL] { ["second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"] }

    private func join(_ term: Term, as name: SQL) -> SQL {
        if let word = term.onlyWord {
            """

            JOIN \(tables.words) AS \(name) FORCE INDEX (PRIMARY)
              ON \(name).word = \(word) AND \(name).\(tables.recordID) = found.\(tables.recordID)
            """
        } else {
            """

            JOIN \(tables.words) AS \(name) FORCE INDEX (\(tables.recordIndex))
              ON \(name).\(tables.recordID) = found.\(tables.recordID) AND \(range(of: term.beginnings, in: name))
            """
        }
    }

    /// Whether a record has a word of a term: one look into the index, which no plan of the server's turns into a scan.
    func holds(_ term: [String], for id: SQL) -> SQL {
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
            // No assigned character sorts after the last one, so this ends the words with the prefix.
            "\(words).word >= \(beginning) AND \(words).word < \(beginning + "\u{10FFFF}")"
        }
        return "(\(ranges.joined(separator: " OR ")))"
    }

    private struct Ends: RowDecodable {
        let first: String?
        let last: String?
        init(row: borrowing Row) throws(DatabaseError) {
            first = try row["first"]
            last = try row["last"]
        }
    }

    /// How many entries of an index a plan expects to read; none where it expects nothing at all.
    private struct Estimate: RowDecodable {
        let count: Int
        init(row: borrowing Row) throws(DatabaseError) {
            let rows: String? = try row["rows"]
            count = rows.flatMap { Int($0) } ?? 0
        }
    }
}
