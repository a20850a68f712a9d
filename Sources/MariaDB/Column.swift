public import FoundationEssentials

/// One value of a row, valid while the row is.
public struct Column: ~Copyable {
    /// Whether the value is `NULL`.
    public var isNull: Bool { fatalError("not yet") }

    /// The value as a whole number: of an integer column, or of a `DECIMAL` without a fraction.
    ///
    /// - Throws: ``DatabaseError/Code/undecodable(column:)``, as for ``text()``, ``instant()`` and ``bytes()``: for
    ///   `NULL` and for a value of another kind.
    public func integer() throws(DatabaseError) -> Int64 { fatalError("not yet") }

    /// The value as text: of any column but one of bytes that are not UTF-8; dates as `YYYY-MM-DD HH:MM:SS[.ffffff]`.
    public func text() throws(DatabaseError) -> String { fatalError("not yet") }

    /// The value as a moment: of a `DATETIME`, `TIMESTAMP` or `DATE` column, taken as UTC.
    public func instant() throws(DatabaseError) -> Date { fatalError("not yet") }

    /// The value as bytes: of a text or binary column.
    public func bytes() throws(DatabaseError) -> [UInt8] { fatalError("not yet") }

    /// Lends the bytes of a text or binary column without copying them.
    public func withBytes<R>(_ body: (Span<UInt8>) throws(DatabaseError) -> R) throws(DatabaseError) -> R {
        fatalError("not yet")
    }

    /// The error of a value that the wanted type cannot hold; for types that decode themselves.
    public var undecodable: DatabaseError { fatalError("not yet") }
}

/// A type that one column makes.
public protocol ColumnDecodable {
    /// Reads the column.
    ///
    /// - Throws: ``DatabaseError/Code/undecodable(column:)`` when the column does not hold such a value.
    init(column: borrowing Column) throws(DatabaseError)
}

extension Int64: ColumnDecodable {
    /// The whole number.
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.integer() }
}

extension Int: ColumnDecodable {
    /// The whole number.
    public init(column: borrowing Column) throws(DatabaseError) { self = Int(try column.integer()) }
}

extension UInt32: ColumnDecodable {
    /// The whole number, 0 through 4294967295.
    public init(column: borrowing Column) throws(DatabaseError) {
        guard let number = UInt32(exactly: try column.integer()) else { throw column.undecodable }
        self = number
    }
}

extension Bool: ColumnDecodable {
    /// Whether the number is not 0.
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.integer() != 0 }
}

extension String: ColumnDecodable {
    /// The text.
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.text() }
}

extension [UInt8]: ColumnDecodable {
    /// The bytes.
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.bytes() }
}

extension Date: ColumnDecodable {
    /// The moment.
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.instant() }
}

extension Optional: ColumnDecodable where Wrapped: ColumnDecodable {
    /// The value, or `nil` for `NULL`.
    public init(column: borrowing Column) throws(DatabaseError) {
        self = column.isNull ? nil : try Wrapped(column: column)
    }
}

extension ColumnDecodable where Self: RawRepresentable, RawValue: ColumnDecodable {
    /// The case with that raw value.
    public init(column: borrowing Column) throws(DatabaseError) {
        guard let value = Self(rawValue: try RawValue(column: column)) else { throw column.undecodable }
        self = value
    }
}
