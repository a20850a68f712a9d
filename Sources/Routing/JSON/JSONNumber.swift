/// A number of a JSON text, kept as it was written, so that nothing is rounded before a rule reads it.
///
/// Source: RFC 8259 §6.
public struct JSONNumber: Sendable {
    /// The number as a JSON text.
    public let text: String

    /// The most bytes of a number that a rule reads, and the most digits of its value.
    public static let bytes = 40

    /// A whole number.
    public init(_ value: Int) { text = String(value) }

    /// A token that is known to be a number by the grammar.
    init(token: String) { text = token }

    /// Its value when it is whole, however it is written; nil for any other number, and outside 64 bits.
    public var integer: Int? {
        guard let parts, parts.exponent >= 0, parts.digits.count + parts.exponent <= Self.bytes else { return nil }
        return Int(parts.plain)
    }

    /// The number in decimal digits without an exponent and without zeros that say nothing; nil when
    /// that needs more than `bytes`.
    public var decimal: String? {
        guard let parts, max(parts.digits.count, -parts.exponent) + max(parts.exponent, 0) <= Self.bytes else {
            return nil
        }
        let plain = parts.plain
        return plain.utf8.count <= Self.bytes ? plain : nil
    }
}

extension JSONNumber: Hashable {
    /// Whether both have the same value, however they are written.
    public static func == (one: JSONNumber, other: JSONNumber) -> Bool {
        guard let parts = one.parts, let others = other.parts else { return one.text == other.text }
        return parts == others
    }

    /// Hashes the value.
    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }
}

extension JSONNumber {
    /// A number as its significant digits times a power of ten; zero has no digits.
    private struct Parts: Hashable {
        var isNegative = false
        /// ASCII digits, neither the first nor the last of them 0.
        var digits: ArraySlice<UInt8> = []
        var exponent = 0

        var plain: String {
            let zero = UInt8(ascii: "0")
            var plain = isNegative ? [UInt8(ascii: "-")] : []
            let whole = digits.count + exponent
            if whole <= 0 {
                plain.append(zero)
            } else {
                plain += digits.prefix(whole)
                plain += repeatElement(zero, count: max(exponent, 0))
            }
            if exponent < 0 {
                plain.append(UInt8(ascii: "."))
                plain += repeatElement(zero, count: max(-whole, 0))
                plain += digits.dropFirst(max(whole, 0))
            }
            return String(decoding: plain, as: UTF8.self)
        }
    }

    /// Nil for a number that no rule reads: one of too many bytes, or of an exponent past nine digits.
    private var parts: Parts? {
        guard text.utf8.count <= Self.bytes else { return nil }
        var parts = Parts()
        var digits: [UInt8] = []
        digits.reserveCapacity(text.utf8.count)
        var fraction = 0
        var isFraction = false
        var bytes = text.utf8[...]
        loop: while let byte = bytes.first {
            bytes.removeFirst()
            switch byte {
            case UInt8(ascii: "-"): parts.isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard bytes.count <= 10, let exponent = Int(Substring(bytes)) else { return nil }
                parts.exponent = exponent
                break loop
            default:
                digits.append(byte)
                if isFraction { fraction += 1 }
            }
        }
        parts.digits = digits.drop { $0 == UInt8(ascii: "0") }
        guard !parts.digits.isEmpty else { return Parts() }
        parts.exponent -= fraction
        while parts.digits.last == UInt8(ascii: "0") {
            parts.digits.removeLast()
            parts.exponent += 1
        }
        return parts
    }
}
