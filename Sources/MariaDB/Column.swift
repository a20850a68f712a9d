public import FoundationEssentials

/// One value of a row, valid while the row is.
public struct Column: ~Copyable {
    let result: ResultBuffer
    let index: Int

    /// Whether the value is `NULL`.
    public var isNull: Bool { result.isNull(at: index) }

    /// The value as a whole number: of an integer column, or of a `DECIMAL` without a fraction.
    ///
    /// - Throws: ``DatabaseError/Code/undecodable(column:)``, as the others here: for `NULL`, and for a value of another
    ///   kind or range.
    public func integer() throws(DatabaseError) -> Int64 {
        guard !isNull else { throw undecodable }
        switch result.kind(at: index) {
        case .integer:
            return result.integer(at: index)
        case .unsignedInteger:
            let number = result.integer(at: index)
            guard number >= 0 else { throw undecodable }
            return number
        case .decimal:
            guard let number = Int64(try text()) else { throw undecodable }
            return number
        case .text, .moment, .day:
            throw undecodable
        }
    }

    /// The value as text: of any column but bytes that are not UTF-8; `YYYY-MM-DD HH:MM:SS` of a `DATETIME`, with
    /// `.ffffff` when the column has fractions.
    public func text() throws(DatabaseError) -> String {
        guard !isNull else { throw undecodable }
        switch result.kind(at: index) {
        case .integer:
            return String(result.integer(at: index))
        case .unsignedInteger:
            return String(UInt64(bitPattern: result.integer(at: index)))
        case .decimal, .text:
            return try unsafe result.withBytes(at: index) { (bytes) throws(DatabaseError) in
                // Not `String(validating:as:)`, which costs several times as much.
                do {
                    return try unsafe String(
                        copying: UTF8Span(validating: bytes.assumingMemoryBound(to: UInt8.self).span))
                } catch {
                    throw undecodable
                }
            }
        case .moment, .day:
            return CivilTime.text(
                of: result.time(at: index), isDay: result.kind(at: index) == .day,
                hasFraction: result.hasFraction(at: index))
        }
    }

    /// The value as a moment: of a `DATETIME`, `TIMESTAMP` or `DATE` column, read as UTC.
    public func instant() throws(DatabaseError) -> Date {
        guard !isNull, result.kind(at: index) == .moment || result.kind(at: index) == .day,
            let date = CivilTime.date(of: result.time(at: index))
        else { throw undecodable }
        return date
    }

    /// The value as bytes: of a text or binary column.
    public func bytes() throws(DatabaseError) -> [UInt8] {
        guard !isNull, result.kind(at: index) == .text else { throw undecodable }
        return unsafe result.withBytes(at: index) { unsafe [UInt8]($0) }
    }

    /// Lends the bytes of a text or binary column without a copy of their own.
    public func withBytes<R>(_ body: (Span<UInt8>) throws(DatabaseError) -> R) throws(DatabaseError) -> R {
        guard !isNull, result.kind(at: index) == .text else { throw undecodable }
        return try unsafe result.withBytes(at: index) { (bytes) throws(DatabaseError) in
            try unsafe body(bytes.assumingMemoryBound(to: UInt8.self).span)
        }
    }

    /// The error of a value that the wanted type cannot hold; for types that decode themselves.
    public var undecodable: DatabaseError { DatabaseError(.undecodable(column: result.name(at: index))) }
}

/// A type that one column makes.
public protocol ColumnDecodable {
    /// Reads the column.
    ///
    /// - Throws: ``DatabaseError/Code/undecodable(column:)`` when the column does not hold such a value.
    init(column: borrowing Column) throws(DatabaseError)
}
