/// The base64url of some bytes, without padding.
///
/// Source: RFC 4648 §5; RFC 7515 §2.
public func base64URLEncoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for byte in bytes {
        bits = bits << 8 | UInt32(byte)
        bitCount += 8
        while bitCount >= 6 {
            bitCount -= 6
            text.append(base64URLAlphabet[Int(bits >> bitCount & 63)])
        }
        bits &= 63
    }
    if bitCount > 0 {
        text.append(base64URLAlphabet[Int(bits << (6 - bitCount) & 63)])
    }
    return String(decoding: text, as: UTF8.self)
}

/// The bytes of a base64url text in its one canonical form; nil for anything else.
///
/// Refused: padding, white space, any sign outside the alphabet, a length no encoder makes, and bits set past the last
/// byte, so that no two texts decode to the same bytes.
///
/// Source: RFC 4648 §3.2, §3.3, §3.5 and §5; RFC 7515 §2.
public func base64URLDecoded(_ text: Span<UInt8>) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count * 3 / 4)
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for position in text.indices {
        guard let value = base64URLValue(text[position]) else { return nil }
        bits = bits << 6 | UInt32(value)
        bitCount += 6
        if bitCount >= 8 {
            bitCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            bits &= (1 << bitCount) - 1
        }
    }
    return bits == 0 ? bytes : nil
}

/// The bytes of a base64url text in its one canonical form; nil for anything else.
///
/// Source: RFC 4648 §5; RFC 7515 §2.
public func base64URLDecoded(_ text: String) -> [UInt8]? {
    base64URLDecoded(Array(text.utf8).span)
}

private let base64URLAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

private func base64URLValue(_ sign: UInt8) -> UInt8? {
    switch sign {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): sign - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): sign - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): sign - UInt8(ascii: "0") + 52
    case UInt8(ascii: "-"): 62
    case UInt8(ascii: "_"): 63
    default: nil
    }
}
