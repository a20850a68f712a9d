/// A charset that a file name may be written in.
///
/// Source: WHATWG Encoding Standard, where ISO-8859-1 and US-ASCII are read as windows-1252.
enum Charset {
    case utf8, western, latin9

    /// The charset of a name, in letters of either case; nil for one that is not read.
    init?(name: some Collection<UInt8>) {
        guard name.count <= 20 else { return nil }
        switch name.lowercased {
        case "utf-8", "utf8": self = .utf8
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252":
            self = .western
        case "iso-8859-15", "iso8859-15", "iso_8859-15", "latin-9", "latin9": self = .latin9
        default: return nil
        }
    }

    /// The text of some bytes; nil when they are no text of this charset.
    func text(_ bytes: [UInt8]) -> String? {
        switch self {
        case .utf8: return String(validUTF8: bytes.span)
        case .western: return text(of: bytes) { 0x80...0x9F ~= $0 ? Self.windows1252[Int($0) - 0x80] : UInt32($0) }
        case .latin9: return text(of: bytes) { Self.latin9Differences[$0] ?? UInt32($0) }
        }
    }

    private func text(of bytes: [UInt8], _ scalar: (UInt8) -> UInt32) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes { if let scalar = Unicode.Scalar(scalar(byte)) { text.append(scalar) } }
        return String(text)
    }

    /// The characters of 0x80 to 0x9F; the five undefined ones are the control characters of the same number.
    private static let windows1252: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D,
        0x017D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153,
        0x9D, 0x017E,
        0x0178,
    ]

    private static let latin9Differences: [UInt8: UInt32] = [
        0xA4: 0x20AC, 0xA6: 0x0160, 0xA8: 0x0161, 0xB4: 0x017D, 0xB8: 0x017E, 0xBC: 0x0152, 0xBD: 0x0153, 0xBE: 0x0178,
    ]
}
