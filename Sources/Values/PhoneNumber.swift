package import Routing

/// A telephone number in international form: `+` and 7 to 15 digits, the first of them not 0.
///
/// Read as people write them: blanks, and between digits one dot, hyphen or slash and pairs of parentheses, are dropped; `00` is read as `+`;
/// a number with neither belongs to a country. Extensions, `tel:` and digits of other scripts are refused.
///
/// Source: SPEC section 2, "Phone numbers"; ITU-T E.164 (11/2010) §6.2.1, at most 15 digits with the country code; `+` as in ITU-T E.123
/// §2.1. The shortest numbers in use abroad have 7 digits (+290, +690).
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    /// The most bytes a number has, `+` included.
    package static let maximumBytes = 16
    /// The most bytes a number is written with.
    private static let maximumWrittenBytes = 200

    /// The whole number, `+` included.
    package let text: String

    /// The number that someone wrote; nil for text that is none.
    ///
    /// - Parameter plan: that of the country whose numbers need no country code; nil when all need one.
    package init?(_ written: String, in plan: NumberingPlan? = nil) {
        guard written.utf8.count <= Self.maximumWrittenBytes, let said = WrittenPhone(written.trimmed) else {
            return nil
        }
        let digits: [UInt8]
        if said.isInternational {
            digits = said.internationalDigits
        } else {
            guard let whole = plan?.international(said.digits) else { return nil }
            digits = whole
        }
        guard 7...15 ~= digits.count, digits.first != UInt8(ascii: "0") else { return nil }
        text = String(decoding: [UInt8(ascii: "+")] + digits, as: UTF8.self)
    }

    /// The number.
    package var description: String { text }
}

/// The digits of a telephone number as someone wrote it.
private struct WrittenPhone {
    private(set) var digits: [UInt8] = []
    private(set) var isInternational = false
    /// The position of a `(0)`, which people write for the trunk prefix of their country.
    private var loneZero: Int?

    private var hasPlus = false
    private var groupStart: Int?
    private var isBehindSeparator = false

    /// Reads a text without blanks at its ends; nil when a sign is none of a telephone number, or is misplaced.
    init?(_ text: String) {
        digits.reserveCapacity(16)
        for scalar in text.unicodeScalars { guard take(scalar) else { return nil } }
        guard groupStart == nil, !isBehindSeparator else { return nil }
        if hasPlus {
            isInternational = true
        } else if digits.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "0")]) {
            isInternational = true
            digits.removeFirst(2)
            loneZero = loneZero.map { $0 - 2 }
        }
    }

    /// The digits after `+`.
    var internationalDigits: [UInt8] {
        guard let loneZero, loneZero > 0, NumberingPlan.dropsZero(behind: digits[..<loneZero]) else { return digits }
        var whole = digits
        whole.remove(at: loneZero)
        return whole
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9":
            digits.append(UInt8(truncatingIfNeeded: scalar.value))
            isBehindSeparator = false
        case "+":
            guard digits.isEmpty, !hasPlus else { return false }
            hasPlus = true
        case "(":
            guard groupStart == nil else { return false }
            groupStart = digits.count
        case ")":
            guard let start = groupStart, digits.count > start, !isBehindSeparator else { return false }
            if digits[start...] == [UInt8(ascii: "0")] { loneZero = start }
            groupStart = nil
        case ".", "-", "/", "\u{2010}"..."\u{2015}", "\u{2212}":
            guard !digits.isEmpty, !isBehindSeparator, groupStart != digits.count else { return false }
            isBehindSeparator = true
        case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
            // Contact books put numbers between marks of direction.
            break
        default: return scalar.properties.isWhitespace && !scalar.isControl
        }
        return true
    }
}

extension Rule where Value == PhoneNumber {
    /// A telephone number; one without a country code belongs to the country of the installation.
    package static let phone = Rule(
        Schema.string.described(
            "As people write it; without a country code it belongs to the country of the setting `COUNTRY`. Kept in E.164."
        ),
        by: { (value, conventions) throws(Fault) in
            guard let written = value.string else { throw .wrongType("a string", pt: "um texto") }
            guard written.isVisible else { throw .missing }
            guard let number = PhoneNumber(written, in: conventions.country.flatMap(NumberingPlan.of)) else {
                throw Fault(
                    "Must be a telephone number with its area code, or with + and country code, such as +5511987654321.",
                    pt: "Deve ser um telefone com DDD, ou com + e o código do país, como +5511987654321.")
            }
            return number
        })
}
