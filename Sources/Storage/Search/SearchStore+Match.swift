package import MariaDB
import Values

/// How the records are found that a text is looked for in; decided before the list is read, by how many there are.
///
/// A list of few records is sorted; where there are many, the list's own order is walked until a page is full. Text that begins no
/// word is matched literally, punctuation included, anywhere in the newest records. While more waits to be indexed than a search can
/// wait for, every record is looked into: slower, and just as right.
package struct SearchMatch: Sendable {
    /// The most records of a search that are counted; a list ends there.
    package static let mostCounted = 10_000
    /// The most of many records that are looked into to count those that pass.
    static let mostLookedInto = 2 * mostCounted
    /// How many of the newest records are looked into for what is no word's beginning.
    package static let newest = 10_000

    /// The four ways.
    enum Way {
        case few(SQL, ids: Set<[UInt8]>, holding: SQL)
        case many(SQL, some: SQL)
        case newest
        case everything
    }

    private let text: String
    private let tables: SearchTables
    let way: Way

    init(text: String, tables: SearchTables, way: Way) {
        self.text = text
        self.tables = tables
        self.way = way
    }

    func going(_ way: Way) -> SearchMatch { SearchMatch(text: text, tables: tables, way: way) }

    /// How many records there are if nothing else is asked for: counted already for few, `mostCounted` for many.
    package var total: Int? {
        switch way {
        case .few(_, let ids, _): ids.count
        case .many: Self.mostCounted
        case .newest, .everything: nil
        }
    }

    /// The same, without records that do not pass; nil where it takes more than their ids to know.
    package func total(without records: [[UInt8]]) -> Int? {
        switch way {
        case .few(_, let ids, _): ids.count - records.count { ids.contains($0) }
        case .many: records.isEmpty ? Self.mostCounted : nil
        case .newest, .everything: nil
        }
    }

    /// The ids of a page of the newest records, where it pays to look among as many of the newest as were found before all of these are
    /// looked up and sorted. When they are fewer than asked for, others are among the older ones.
    ///
    /// - Parameters:
    ///   - index: the hint for the index that begins with `created_at`, after what `passing` fixes.
    ///   - passing: the `WHERE` clause of a list of everything; may be empty.
    package func newest(_ limit: Int, offset: Int, index: SQL, passing: SQL) -> SQL? {
        guard case .few(_, let ids, let holding) = way, ids.count > Self.fewRows, offset + limit <= Page.largest
        else { return nil }
        return """
            SELECT \(tables.records).id
            FROM (
              SELECT id, created_at
              FROM \(tables.records) \(index)
              \(passing)
              ORDER BY created_at DESC, id DESC
              LIMIT \(ids.count)) AS \(tables.records)
            WHERE \(holding)
            ORDER BY created_at DESC, id DESC
            LIMIT \(limit) OFFSET \(offset)
            """
    }

    /// As many rows are looked up and sorted at once.
    private static var fewRows: Int { 1_000 }

    /// The `FROM` clause to count `mostCounted` records quickly, where most of many pass the other conditions: some of them,
    /// `mostLookedInto` at most. When fewer than `mostCounted` of them pass, `source` must be counted.
    package var someSource: SQL? {
        guard case .many(_, let ids) = way else { return nil }
        return "(\(ids)) AS matched STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = matched.id"
    }

    /// Whether the list is walked in its own order, by the index that is handed to `source`.
    package var walksIndex: Bool {
        switch way {
        case .many, .everything: true
        case .few, .newest: false
        }
    }

    /// The `FROM` clause: the table, joined to the records found where these are read first.
    ///
    /// - Parameter index: the hint for a list that is walked in its own order; may be empty.
    package func source(index: SQL) -> SQL {
        switch way {
        case .few(let ids, _, _):
            return "(\(ids)) AS matched STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = matched.id"
        case .newest:
            return """
                (
                  SELECT id
                  FROM \(tables.records) FORCE INDEX (\(tables.newestIndex))
                  ORDER BY created_at DESC, id DESC
                  LIMIT \(Self.newest)) AS matched
                STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = matched.id
                """
        case .many, .everything: return "\(tables.records) \(index)"
        }
    }

    /// A further condition of a record; nil when `source` contains no others.
    package var condition: SQL? {
        switch way {
        case .few: nil
        case .many(let condition, _): condition
        case .newest: .holding(text, in: tables.text)
        case .everything: .mention(of: text, in: tables.text)
        }
    }
}

extension SQL {
    /// The condition that a column has a text anywhere in it, without words to look at: case and accents aside, apostrophes and hyphens
    /// alike and also left out, everything else literally.
    package static func mention(of text: String, in column: SQL) -> SQL {
        let bare = WordJoiner.removed(from: text)
        // Of signs alone nothing is left to look for.
        guard !SearchText.squeezed(bare).isEmpty else { return holding(text, in: column) }
        let bareColumn: SQL = "REGEXP_REPLACE(\(column), \(WordJoiner.pattern), '')"
        return "(\(holding(text, in: column)) OR \(holding(bare, in: bareColumn)))"
    }

    fileprivate static func holding(_ text: String, in column: SQL) -> SQL {
        "\(column) COLLATE utf8mb4_uca1400_ai_ci LIKE \("%\(text.escapedForLike)%") ESCAPE '|'"
    }
}

extension String {
    /// The text for a `LIKE` pattern with `ESCAPE '|'`: it is matched literally, punctuation included.
    package var escapedForLike: String {
        // By scalars: a wildcard under a combining accent is a wildcard still.
        unicodeScalars.reduce(into: "") { pattern, scalar in
            if scalar == "%" || scalar == "_" || scalar == "|" { pattern += "|" }
            pattern.unicodeScalars.append(scalar)
        }
    }
}
