package import FoundationEssentials
package import MariaDB

/// How many rows of a list came in from a moment on, until the next such moment: what a page deep in a list by arrival is found by, without
/// reading what comes before it.
package struct CountedSpan: Sendable, Equatable, RowDecodable {
    /// Its first moment.
    package let start: Date
    package let count: Int

    /// That many rows from a moment on.
    package init(start: Date, count: Int) {
        self.start = start
        self.count = count
    }

    /// Source: the columns `start` and `total`.
    package init(row: borrowing Row) throws(DatabaseError) {
        start = try row["start"]
        count = try row["total"]
    }
}

extension [CountedSpan] {
    /// The span that holds the row before which `offset` others come, and how many of these it holds itself; the last one for a row past the
    /// end, and nil when there is none.
    package func holding(_ offset: Int) -> (span: CountedSpan, rest: Int)? {
        var rest = offset
        for span in dropLast() {
            if rest < span.count { return (span, rest) }
            rest -= span.count
        }
        return last.map { ($0, rest) }
    }
}
