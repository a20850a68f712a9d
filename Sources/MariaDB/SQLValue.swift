public import FoundationEssentials

/// A value bound to a placeholder.
public enum SQLValue: Sendable, Equatable {
    /// No value.
    case null
    /// A whole number; for `TINYINT` through `BIGINT`, and `BOOLEAN`.
    case integer(Int64)
    /// Text, sent as `utf8mb4`; also for `ENUM`, `DECIMAL` and wall-clock `DATETIME`.
    case text(String)
    /// Bytes without a character set.
    case bytes([UInt8])
    /// A moment, sent as a `DATETIME(6)` in UTC, to the nearest microsecond.
    case instant(Date)
}

/// A type whose values may be interpolated into an ``SQL`` literal.
public protocol SQLBindable {
    /// The value as it is bound.
    var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
    /// The value itself.
    public var sqlValue: SQLValue { self }
}

extension Int: SQLBindable {
    /// The number.
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Int64: SQLBindable {
    /// The number.
    public var sqlValue: SQLValue { .integer(self) }
}

extension UInt32: SQLBindable {
    /// The number.
    public var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLBindable {
    /// 1 or 0.
    public var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension String: SQLBindable {
    /// The text.
    public var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    /// The bytes.
    public var sqlValue: SQLValue { .bytes(self) }
}

extension Date: SQLBindable {
    /// The moment.
    public var sqlValue: SQLValue { .instant(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    /// The value, or `NULL`.
    public var sqlValue: SQLValue { self?.sqlValue ?? .null }
}

extension SQLBindable where Self: RawRepresentable, RawValue: SQLBindable {
    /// The raw value's.
    public var sqlValue: SQLValue { rawValue.sqlValue }
}
