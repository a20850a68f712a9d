import Crypto
import Frame
import MariaDB
import Routing
import Values

/// How many leads have the numbers of each range of an own field: what the leads of a list are counted by, without reading them.
///
/// The ranges of a field hold every number, and count every lead with one but those that are `new`; what changes and deletions move is in
/// `lead_number_deltas` until it is worked in. So at any moment the leads of a range are its total, the deltas in it, and the new ones.
/// A number that many leads have is a range of its own. Whoever writes ranges holds the lock of the follow-up, where there is one, and that
/// of the field's first range.
struct NumberRangeStore {
    /// About how many leads a range has.
    static let usualSize = 1_000
    /// How many deltas are worked in in one transaction.
    private static let mostSettled = 2_000

    let connection: Connection
    /// So many leads are cut off a range that has grown to more than twice as many.
    var size = usualSize

    /// Adds leads to the ranges of their numbers; belongs in the transaction in which their rows are written.
    func add(_ totals: [FieldNumber: Int]) throws {
        guard !totals.isEmpty else { return }
        let fields = try lock(Set(totals.keys.map(\.field)))
        try place(totals.filter { fields.contains($0.key.field) })
        // Whoever makes the first range of a field counts rows and deltas in one snapshot, so these are in both, or in neither.
        let rest = totals.filter { !fields.contains($0.key.field) }.map { key, total in
            [key.field.sqlValue, key.number.sqlValue, total.sqlValue]
        }
        for part in rest.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_number_deltas (field_id, number, moved)
                VALUES \(rows: part)
                """)
        }
    }

    /// Locks the ranges of fields until the end of the transaction, so that they begin where they do: where servers refuse locks by name,
    /// several workers write them.
    ///
    /// - Returns: the fields that have ranges.
    func lock(_ fields: Set<CustomField.ID>) throws(DatabaseError) -> Set<CustomField.ID> {
        let locked: [Key] = try connection.fetchAll(
            """
            SELECT field_id AS id
            FROM lead_number_ranges
            WHERE start = \(Int.min) AND field_id IN (\(list: fields.sorted()))
            ORDER BY field_id
            FOR UPDATE
            """)
        return Set(locked.map(\.id))
    }

    struct Key: RowDecodable {
        let id: CustomField.ID

        init(row: borrowing Row) throws(DatabaseError) { id = try row["id"] }
    }

    /// Adds to the ranges of fields that are locked.
    private func place(_ totals: [FieldNumber: Int]) throws {
        let rows = totals.filter { $0.value != 0 }.map { key, total in
            [hexEncoded(key.field.bytes), "\(key.number)", "\(total)"]
        }
        guard !rows.isEmpty else { return }
        try connection.execute(
            """
            UPDATE (
              SELECT field_id, start, SUM(moved) AS moved
              FROM (
                SELECT keyed.field_id, keyed.moved, (
                  SELECT MAX(start)
                  FROM lead_number_ranges
                  WHERE field_id = keyed.field_id AND start <= keyed.number) AS start
                FROM (
                  SELECT UNHEX(field) AS field_id, number, moved
                  FROM JSON_TABLE(\(try text(rows)), '$[*]' COLUMNS (
                    field CHAR(32) CHARACTER SET ascii PATH '$[0]', number BIGINT PATH '$[1]', moved INT PATH '$[2]')) AS totals
                ) AS keyed) AS placed
              GROUP BY field_id, start) AS added
            STRAIGHT_JOIN lead_number_ranges ON lead_number_ranges.field_id = added.field_id AND lead_number_ranges.start = added.start
            SET lead_number_ranges.total = lead_number_ranges.total + added.moved
            """)
    }

    private func text(_ rows: [some Encodable]) throws -> String {
        String(decoding: try JSONText.bytes(of: rows), as: UTF8.self)
    }

    /// Works what changes and deletions left into the ranges, until nothing is left or `isRunning` is false.
    ///
    /// - Returns: how much that was.
    /// - Throws: `DatabaseError`; the transactions before it stay.
    @discardableResult
    func settleChanges(while isRunning: () -> Bool = { true }) throws -> Int {
        var settled = 0
        while isRunning(), try hasChanges() {
            try beginRanges(while: isRunning)
            let some = try settleSome()
            settled += some
            guard some == Self.mostSettled else { break }
        }
        return settled
    }

    /// Whether changes or deletions left anything.
    func hasChanges() throws(DatabaseError) -> Bool {
        try connection.fetchValue("SELECT id FROM lead_number_deltas LIMIT 1", as: Int.self) != nil
    }

    /// Whether a field is not deleted; it stays so until the end of the transaction.
    func isThere(_ field: CustomField.ID) throws(DatabaseError) -> Bool {
        try connection.fetchValue(
            "SELECT 1 FROM custom_fields WHERE id = \(field) LOCK IN SHARE MODE", as: Int.self) != nil
    }

    private func settleSome() throws -> Int {
        // No gap is locked then: changes of leads go on.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction {
            let deltas: [Delta] = try connection.fetchAll(
                """
                SELECT id, field_id, number, moved
                FROM lead_number_deltas
                ORDER BY id
                LIMIT \(Self.mostSettled)
                FOR UPDATE SKIP LOCKED
                """)
            let fields = try lock(Set(deltas.map(\.key.field)))
            // One without ranges has been deleted, or has just been made: then the next transaction finds some.
            let settled = try deltas.filter { try fields.contains($0.key.field) || !isThere($0.key.field) }
            try place(
                Dictionary(
                    settled.filter { fields.contains($0.key.field) }.map { ($0.key, $0.moved) }, uniquingKeysWith: +))
            try connection.execute(
                """
                DELETE lead_number_deltas
                FROM JSON_TABLE(\(try text(settled.map(\.id))), '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS settled
                STRAIGHT_JOIN lead_number_deltas ON lead_number_deltas.id = settled.id
                """)
            return settled.count
        }
    }

    private struct Delta: RowDecodable {
        let id: Int
        let key: FieldNumber
        let moved: Int

        init(row: borrowing Row) throws(DatabaseError) {
            id = try row["id"]
            key = FieldNumber(field: try row["field_id"], number: try row["number"])
            moved = try row["moved"]
        }
    }
}

extension NumberRange: RowDecodable {
    init(row: borrowing Row) throws(DatabaseError) {
        start = try row["start"]
        total = try row["total"]
    }
}
