/// The lower-case hexadecimal of some bytes, two digits each.
///
/// Source: RFC 4648 §8, in lower case.
public func hexEncoded(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return unsafe String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
        var position = 0
        for byte in bytes {
            unsafe buffer[position] = digits[Int(byte >> 4)]
            unsafe buffer[position + 1] = digits[Int(byte & 15)]
            position += 2
        }
        return position
    }
}

/// The bytes of a text that is nothing but lower-case hexadecimal digit pairs; nil for any other.
///
/// Source: RFC 4648 §8, in lower case.
public func hexDecoded(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for position in stride(from: 0, to: digits.count, by: 2) {
        guard let high = hexValue(digits[position]), let low = hexValue(digits[position + 1]) else { return nil }
        bytes.append(high << 4 | low)
    }
    return bytes
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
}
