package import MariaDB

/// How the records are found that a text is looked for in; decided before the list is read, by how many there are.
///
/// A list of few records is sorted; where there are many, the list's own order is walked until a page is full. Text that begins no
/// word is looked for as it stands, signs included, anywhere in the newest records. While more waits to be indexed than a search can
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
        case few(SQL, total: Int)
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
        case .few(_, let total): total
        case .many: Self.mostCounted
        case .newest, .everything: nil
        }
    }

    /// What stands behind `FROM` to count `mostCounted` records soon, where most of many pass the rest of the conditions: some of them,
    /// `mostLookedInto` at most. When fewer than `mostCounted` of them pass, `source` must be counted.
    package var someSource: SQL? {
        guard case .many(_, let ids) = way else { return nil }
        return "(\(ids)) AS matched STRAIGHT_JOIN \(tables.records) ON \(tables.records).id = matched.id"
    }

    /// What stands behind `FROM`: the table, joined to the records found where these are read first.
    ///
    /// - Parameter index: the hint for a list that is walked in its own order; may be empty.
    package func source(index: SQL) -> SQL {
        switch way {
        case .few(let ids, _):
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

    /// What a record must fulfil besides; nil when `source` holds no others.
    package var condition: SQL? {
        switch way {
        case .few: nil
        case .many(let condition, _): condition
        case .newest, .everything: "\(tables.text) COLLATE utf8mb4_uca1400_ai_ci LIKE \(pattern) ESCAPE '|'"
        }
    }

    private var pattern: String { "%\(text.escapedForLike)%" }
}

extension String {
    /// The text for a `LIKE` pattern with `ESCAPE '|'`: it stands for itself, signs included.
    package var escapedForLike: String {
        reduce(into: "") { pattern, character in
            if character == "%" || character == "_" || character == "|" { pattern += "|" }
            pattern.append(character)
        }
    }
}
