import FoundationEssentials
import Frame
import MariaDB
import Values

/// Timelines, merged from what the statements of their sources find.
struct TimelineStore {
    /// How many entries a timeline has at most, the newest ones; older ones are in the lists of their kinds.
    static let longest = 10_000

    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// An entry, which its source can read.
    struct Key: RowDecodable {
        /// The number of its source.
        let source: Int
        let id: [UInt8]
        let at: Date

        init(row: borrowing Row) throws(DatabaseError) {
            source = try row["source"]
            id = try row["id"]
            at = try row["at"]
        }
    }

    /// One page of the entries of some sources, newest first, and how many there are in all, counted to `longest`.
    ///
    /// Each source reads as many keys as the page and those before it have: the cost does not grow with what comes after.
    func page(
        _ page: Page, of subject: TimelineSubject, from sources: [TimelineSource]
    ) throws(DatabaseError) -> (keys: [Key], total: Int) {
        let total = try total(of: subject, from: sources)
        guard page.offset < total else { return ([], total) }
        let end = min(page.offset + page.size, total)
        let keys: [Key] = try connection.fetchAll(
            """
            SELECT source, id, at
            FROM (\(Self.keys(of: subject, from: sources, end))) AS timeline
            ORDER BY at DESC, source, id DESC
            LIMIT \(end - page.offset) OFFSET \(page.offset)
            """)
        return (keys, total)
    }

    private func total(of subject: TimelineSubject, from sources: [TimelineSource]) throws(DatabaseError) -> Int {
        let keys = Self.keys(of: subject, from: sources, Self.longest)
        guard !keys.text.isEmpty else { return 0 }
        return try connection.fetchValue(
            "SELECT COUNT(*) FROM (SELECT 1 FROM (\(keys)) AS timeline LIMIT \(Self.longest)) AS counted") ?? 0
    }

    private static func keys(of subject: TimelineSubject, from sources: [TimelineSource], _ limit: Int) -> SQL {
        sources.enumerated().flatMap { number, source in
            source.keys(subject, limit).map { keys -> SQL in
                "SELECT \(number) AS source, found.id, found.at FROM (\(keys)) AS found"
            }
        }.joined(separator: " UNION ALL ")
    }
}
