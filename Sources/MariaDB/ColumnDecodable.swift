public import FoundationEssentials

extension Int64: ColumnDecodable {
    /// The whole number.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.integer() }
}

extension Int: ColumnDecodable {
    /// The whole number.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) { self = Int(try column.integer()) }
}

extension UInt32: ColumnDecodable {
    /// The whole number, 0 through 4294967295.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) {
        guard let number = UInt32(exactly: try column.integer()) else { throw column.undecodable }
        self = number
    }
}

extension Bool: ColumnDecodable {
    /// Whether the number is not 0.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.integer() != 0 }
}

extension String: ColumnDecodable {
    /// The text.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.text() }
}

extension [UInt8]: ColumnDecodable {
    /// The bytes.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.bytes() }
}

extension Date: ColumnDecodable {
    /// The moment.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) { self = try column.instant() }
}

extension Optional: ColumnDecodable where Wrapped: ColumnDecodable {
    /// The value, or `nil` for `NULL`.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) {
        self = column.isNull ? nil : try Wrapped(column: column)
    }
}

extension ColumnDecodable where Self: RawRepresentable, RawValue: ColumnDecodable {
    /// The case with that raw value.
    @inlinable
    public init(column: borrowing Column) throws(DatabaseError) {
        guard let value = Self(rawValue: try RawValue(column: column)) else { throw column.undecodable }
        self = value
    }
}
