import Frame
import MariaDB
import Values

// Ranges of about the same size, whatever numbers come.
extension NumberRangeStore {
    /// How many ranges are cut off in one transaction.
    private static let mostCut = 64

    /// Gives each field of numbers its first range, cuts ranges that have grown, and joins neighbours that have shrunk.
    ///
    /// - Throws: `DatabaseError`; the transactions before it stay.
    func tend(while isRunning: () -> Bool = { true }) throws {
        try beginRanges(while: isRunning)
        for range in try wideRanges() {
            var next: Int? = range.number
            while let start = next, isRunning() { next = try cut(start, of: range.field) }
        }
        for field in try fieldsOfNarrowRanges() where isRunning() { try join(field) }
    }

    /// Gives each field of numbers its first range.
    func beginRanges(while isRunning: () -> Bool) throws {
        let fields: [Key] = try connection.fetchAll(
            """
            SELECT id
            FROM custom_fields
            WHERE subject = 'lead' AND kind IN (\(list: CustomField.Kind.allCases.filter(\.hasRange)))
              AND id NOT IN (SELECT field_id FROM lead_number_ranges WHERE start = \(Int.min))
            ORDER BY id
            """)
        for field in fields where isRunning() { try begin(field.id) }
    }

    /// Makes the range of all numbers.
    private func begin(_ field: CustomField.ID) throws {
        try connection.transaction {
            let total = try total(of: field, .min ... .max)
            // None when the field has been deleted meanwhile, or when another worker has made it.
            try connection.execute(
                """
                INSERT IGNORE INTO lead_number_ranges (field_id, start, total)
                SELECT id, \(Int.min), \(total)
                FROM custom_fields
                WHERE id = \(field)
                """)
        }
    }

    /// How many leads a range of these numbers has to count: those that have one, but for what is in the deltas.
    private func total(of field: CustomField.ID, _ numbers: ClosedRange<Int>) throws(DatabaseError) -> Int {
        let span: SQL = "number BETWEEN \(numbers.lowerBound) AND \(numbers.upperBound)"
        return try connection.fetchValue(
            """
            SELECT CAST((
              SELECT COUNT(*)
              FROM lead_values FORCE INDEX (lead_values_number)
              WHERE field_id = \(field) AND \(span)) - (
              SELECT COALESCE(SUM(moved), 0)
              FROM lead_number_deltas
              WHERE field_id = \(field) AND \(span)) AS INT)
            """) ?? 0
    }

    /// Where the ranges begin that have grown, but for those of a single number.
    private func wideRanges() throws(DatabaseError) -> [FieldNumber] {
        try connection.fetchAll(
            """
            SELECT field_id, start
            FROM lead_number_ranges AS wide
            WHERE total > \(2 * size) AND start < \(Int.max) AND NOT EXISTS (
              SELECT 1
              FROM lead_number_ranges
              WHERE field_id = wide.field_id AND start = IF(wide.start < \(Int.max), wide.start + 1, NULL))
            ORDER BY field_id, start
            """, as: Start.self
        ).map(\.key)
    }

    private struct Start: RowDecodable {
        let key: FieldNumber

        init(row: borrowing Row) throws(DatabaseError) {
            key = FieldNumber(field: try row["field_id"], number: try row["start"])
        }
    }

    /// Cuts pieces off the front of a range.
    ///
    /// - Returns: where a range begins that there is more to cut of.
    private func cut(_ start: Int, of field: CustomField.ID) throws -> Int? {
        try connection.transaction {
            guard try isThere(field), try !lock([field]).isEmpty, let range = try range(start, of: field) else {
                return nil
            }
            var rest = range.range
            var pieces: [NumberRange] = []
            while rest.total > 2 * size, pieces.count < Self.mostCut, rest.start < range.last,
                let number = try number(size, from: rest.start, through: range.last, of: field)
            {
                // What so many leads have that a range is full of it is a range of its own.
                let end = number > rest.start ? number : rest.start + 1
                let total = try total(of: field, rest.start...end - 1)
                pieces.append(NumberRange(start: rest.start, total: total))
                rest = NumberRange(start: end, total: rest.total - total)
            }
            guard !pieces.isEmpty else { return nil }
            try write(pieces + [rest], of: field)
            return pieces.count == Self.mostCut ? rest.start : nil
        }
    }

    private func range(_ start: Int, of field: CustomField.ID) throws(DatabaseError) -> Standing? {
        try connection.fetchFirst(
            """
            SELECT start, total, (
              SELECT MIN(start)
              FROM lead_number_ranges
              WHERE field_id = \(field) AND start > \(start)) AS next
            FROM lead_number_ranges
            WHERE field_id = \(field) AND start = \(start)
            """)
    }

    private struct Standing: RowDecodable {
        let range: NumberRange
        /// The greatest number of it.
        let last: Int

        init(row: borrowing Row) throws(DatabaseError) {
            range = try NumberRange(row: row)
            let next: Int? = try row["next"]
            last = next.map { $0 - 1 } ?? .max
        }
    }

    /// The number of the lead that as many others come before, in the order of numbers; nil when there are not so many.
    private func number(
        _ offset: Int, from lowest: Int, through highest: Int, of field: CustomField.ID
    ) throws(DatabaseError) -> Int? {
        try connection.fetchValue(
            """
            SELECT number
            FROM lead_values FORCE INDEX (lead_values_number)
            WHERE field_id = \(field) AND number BETWEEN \(lowest) AND \(highest)
            ORDER BY number
            LIMIT 1 OFFSET \(offset)
            """)
    }

    /// Two neighbours are joined when they have less than half of what a range has; one of them has less than a quarter then.
    private func fieldsOfNarrowRanges() throws(DatabaseError) -> [CustomField.ID] {
        try connection.fetchAll(
            """
            SELECT DISTINCT field_id AS id
            FROM lead_number_ranges
            WHERE total < \(size / 4)
            ORDER BY field_id
            """, as: Key.self
        ).map(\.id)
    }

    private func join(_ field: CustomField.ID) throws {
        try connection.transaction {
            guard try isThere(field), try !lock([field]).isEmpty else { return }
            let ranges: [NumberRange] = try connection.fetchAll(
                "SELECT start, total FROM lead_number_ranges WHERE field_id = \(field) ORDER BY start")
            var (kept, grown): ([NumberRange], Set<Int>) = ([], [])
            var gone: [Int] = []
            for range in ranges {
                if let last = kept.last, last.total + range.total < size / 2 {
                    kept[kept.count - 1].total += range.total
                    grown.insert(kept.count - 1)
                    gone.append(range.start)
                } else {
                    kept.append(range)
                }
            }
            for part in gone.statementSized {
                try connection.execute(
                    "DELETE FROM lead_number_ranges WHERE field_id = \(field) AND start IN (\(list: Array(part)))")
            }
            if !grown.isEmpty { try write(grown.sorted().map { kept[$0] }, of: field) }
        }
    }

    private func write(_ ranges: [NumberRange], of field: CustomField.ID) throws {
        let rows = ranges.map { [field.sqlValue, $0.start.sqlValue, $0.total.sqlValue] }
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_number_ranges (field_id, start, total)
                VALUES \(rows: part)
                ON DUPLICATE KEY UPDATE total = VALUES(total)
                """)
        }
    }
}
