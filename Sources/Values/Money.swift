import FoundationEssentials
package import MariaDB
package import Routing

/// An amount of money in whole cents; exact wherever it goes: JSON, arithmetic and the database never see a binary fraction.
///
/// Written with two decimals, `199.90`. Holds any `DECIMAL(18,2)`.
///
/// Source: SPEC section 2, "Money".
package struct Money: Hashable, Sendable, Comparable {
    /// Nothing.
    package static let zero = Money(cents: 0)
    /// The highest amount or price of one entry. Source: SPEC section 6.
    package static let largest = Money(cents: 999_999_999_999)

    /// The whole cents, negative for a debit.
    package let cents: Int64

    /// An amount of cents.
    package init(cents: Int64) {
        self.cents = cents
    }

    /// The amount that a decimal number with at most two decimals writes; nil for any other text, and past 16 digits before the point.
    package init?(_ written: some StringProtocol) {
        let isNegative = written.utf8.first == UInt8(ascii: "-")
        let sides = written.utf8.dropFirst(isNegative ? 1 : 0)
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = sides.first, (1...16).contains(whole.count), whole.allSatisfy(Self.isDigit) else {
            return nil
        }
        var cents: Int64 = whole.reduce(0) { $0 * 10 + Int64($1 - 0x30) } * 100
        if sides.count == 2 {
            guard (1...2).contains(sides[1].count), sides[1].allSatisfy(Self.isDigit) else { return nil }
            cents += zip(sides[1], [10, 1]).reduce(0) { $0 + Int64($1.0 - 0x30) * $1.1 }
        }
        self.cents = isNegative ? -cents : cents
    }

    /// The number with two decimals.
    package var text: String {
        let magnitude = cents.magnitude
        return "\(cents < 0 ? "-" : "")\(magnitude / 100).\(magnitude % 100 < 10 ? "0" : "")\(magnitude % 100)"
    }

    /// Whether it is less.
    package static func < (left: Money, right: Money) -> Bool { left.cents < right.cents }

    /// The same amount the other way.
    package static prefix func - (money: Money) -> Money { Money(cents: -money.cents) }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

extension Money: SQLBindable, ColumnDecodable {
    /// The number as text, for a `DECIMAL`; in arithmetic it needs a `CAST`, or the server reckons in binary fractions.
    package var sqlValue: SQLValue { .text(text) }

    /// The number in a `DECIMAL` column of two decimals.
    package init(column: borrowing Column) throws(DatabaseError) {
        guard let money = Money(try column.text()) else { throw column.undecodable }
        self = money
    }
}

extension Rule where Value == Money {
    /// An amount within bounds: text, or a JSON number with at most two decimals.
    package static func money(_ range: ClosedRange<Money>) -> Rule {
        Rule(.moneyInput(range)) { (value) throws(Fault) in
            let money: Money? =
                switch value {
                case .json(.number(let number)): number.decimal.flatMap { Money($0) }
                default: value.string.flatMap { Money($0.trimmed) }
                }
            guard let money, range.contains(money) else {
                let (low, high) = (range.lowerBound.text, range.upperBound.text)
                throw Fault(
                    "Must be an amount from \(low) to \(high) with at most two decimals.",
                    pt: "Deve ser um valor de \(low) a \(high) com no máximo duas casas decimais.")
            }
            return money
        }
    }
}

extension Schema {
    /// An amount as it is answered.
    package static let money = string(pattern: #"^-?[0-9]+\.[0-9]{2}$"#)

    /// An amount in a request; the bounds are in the description, since a pattern cannot express them.
    fileprivate static func moneyInput(_ range: ClosedRange<Money>) -> Schema {
        let sign = range.lowerBound < .zero ? "-?" : ""
        let digits = range.upperBound.text.utf8.count - 3
        return anyOf([.string(pattern: "^\(sign)[0-9]{1,\(digits)}(\\.[0-9]{1,2})?$"), .number])
            .described("From \(range.lowerBound.text) to \(range.upperBound.text), at most two decimals.")
    }
}
