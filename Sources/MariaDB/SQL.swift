/// A statement and the values bound to it.
///
/// The text is made of literals of the program only (`StaticString`), so no runtime string becomes SQL; an interpolated
/// value becomes a `?` and travels beside the text, and an interpolated ``SQL`` is spliced in with its own values.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
    /// The literals between and around the values, `?` included; their addresses name the prepared statement.
    var pieces: [StaticString]
    /// The bound values, in the order of their placeholders.
    public internal(set) var values: [SQLValue]

    /// A statement without values.
    public init(stringLiteral value: StaticString) {
        pieces = [value]
        values = []
    }

    /// A statement with the values of its interpolations.
    public init(stringInterpolation: Interpolation) {
        pieces = stringInterpolation.pieces
        values = stringInterpolation.values
    }

    /// The text as the server sees it: `?` for each value, and no value in it.
    public var text: String {
        pieces.reduce(into: "") { text, piece in text += piece.description }
    }

    /// The statement that reads like the two in a row.
    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum += right
        return sum
    }

    /// Adds a statement's text and values at the end.
    public static func += (left: inout SQL, right: SQL) {
        left.pieces += right.pieces
        left.values += right.values
    }

    /// The interpolation of a literal with `\(…)`.
    public struct Interpolation: StringInterpolationProtocol {
        var pieces: [StaticString] = []
        var values: [SQLValue] = []

        /// Room for the literals and values to come.
        public init(literalCapacity: Int, interpolationCount: Int) {
            // A list among them has some more.
            pieces.reserveCapacity(2 * interpolationCount + 9)
            values.reserveCapacity(interpolationCount + 4)
        }

        /// Takes literal text as it is.
        public mutating func appendLiteral(_ literal: StaticString) {
            if literal.utf8CodeUnitCount > 0 { pieces.append(literal) }
        }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some SQLBindable) {
            pieces.append("?")
            values.append(value.sqlValue)
        }

        /// Binds a value, or `NULL`.
        public mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            pieces.append("?")
            values.append(value?.sqlValue ?? .null)
        }

        /// Splices a statement in, its values included.
        public mutating func appendInterpolation(_ sql: SQL) {
            pieces += sql.pieces
            values += sql.values
        }

        /// Binds the values of a list, `?, ?, ?`, for `IN (…)` or a row; an empty list is `NULL`, which nothing is in.
        public mutating func appendInterpolation(list: [some SQLBindable]) {
            if list.isEmpty { pieces.append("NULL") }
            for (index, value) in list.enumerated() {
                pieces.append(index == 0 ? "?" : ", ?")
                values.append(value.sqlValue)
            }
        }

        /// Binds rows for `VALUES`, `(?, ?), (?, ?)`, a literal for each: thousands of values cost much less than one by one.
        ///
        /// - Parameter rows: at least one; all have the same number of values, 1 through 8.
        public mutating func appendInterpolation(rows: some Sequence<[SQLValue]>) {
            var isFirst = true
            for row in rows {
                pieces.append(isFirst ? Self.first[row.count - 1] : Self.further[row.count - 1])
                values += row
                isFirst = false
            }
        }

        private static let first: [StaticString] = [
            "(?)", "(?, ?)", "(?, ?, ?)", "(?, ?, ?, ?)", "(?, ?, ?, ?, ?)", "(?, ?, ?, ?, ?, ?)",
            "(?, ?, ?, ?, ?, ?, ?)",
            "(?, ?, ?, ?, ?, ?, ?, ?)",
        ]
        private static let further: [StaticString] = [
            ", (?)", ", (?, ?)", ", (?, ?, ?)", ", (?, ?, ?, ?)", ", (?, ?, ?, ?, ?)", ", (?, ?, ?, ?, ?, ?)",
            ", (?, ?, ?, ?, ?, ?, ?)", ", (?, ?, ?, ?, ?, ?, ?, ?)",
        ]
    }
}

extension Sequence<SQL> {
    /// The statements in a row with `separator` between them; empty for none.
    public func joined(separator: SQL) -> SQL {
        var joined: SQL = ""
        joined.pieces = []
        var isFirst = true
        for sql in self {
            if !isFirst { joined += separator }
            joined += sql
            isFirst = false
        }
        return joined
    }
}
