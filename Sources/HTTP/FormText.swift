/// Percent-encoding and `application/x-www-form-urlencoded`, as queries and forms carry names and values.
///
/// Source: RFC 3986 §2.1; WHATWG URL §5 (form-urlencoded).
public enum FormText {
    /// Why a text could not be read.
    public enum Fault: Error, Equatable {
        /// A `%` without two hexadecimal digits, or bytes that are not UTF-8.
        case malformed
        /// More pairs than the reader keeps.
        case tooManyPairs
    }

    /// The most pairs in one query or form.
    public static let pairs = 200

    /// Decodes `%XX`; a `+` is literal.
    ///
    /// - Returns: nil when a `%` is not followed by two hexadecimal digits or the bytes are not UTF-8.
    public static func percentDecoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        if !text.utf8.contains(where: { $0 == 0x25 || $0 == 0x2B }) { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case 0x25:
                guard let high = rest.next().flatMap(hexDigit), let low = rest.next().flatMap(hexDigit) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case 0x2B where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The name-value pairs of a query or form, in order; an empty name is kept.
    ///
    /// - Throws: `Fault`.
    public static func pairs(in text: some StringProtocol) throws(Fault) -> [(name: String, value: String)] {
        var found: [(name: String, value: String)] = []
        for piece in text.split(separator: "&") {
            guard found.count < pairs else { throw .tooManyPairs }
            let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = percentDecoded(sides[0], plusIsSpace: true),
                let value = percentDecoded(sides.count > 1 ? sides[1] : "", plusIsSpace: true)
            else { throw .malformed }
            found.append((name, value))
        }
        return found
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
