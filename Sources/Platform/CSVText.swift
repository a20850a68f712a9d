/// Records of comma-separated values, written in UTF-8, that no spreadsheet takes for formulas.
///
/// A cell that begins like a formula gets a leading `'`; a telephone number in international form is left as it is. Source: RFC 4180
/// §2; SPEC section 5, `GET /api/v1/leads/export`.
package struct CSVText {
    /// What was written and not taken yet.
    package private(set) var bytes: [UInt8] = []
    private var isInRecord = false

    /// The media type, with the header that its first record is. Source: RFC 4180 §3.
    package static let mediaType = "text/csv; charset=utf-8; header=present"

    /// No records yet.
    package init() {}

    /// Adds a cell to the record; what is not known is empty.
    package mutating func append(_ cell: String?) {
        if isInRecord { bytes.append(UInt8(ascii: ",")) }
        isInRecord = true
        guard let cell, let first = cell.utf8.first else { return }
        let isQuoted = cell.utf8.contains(where: Self.needsQuotes)
        if isQuoted { bytes.append(Self.quote) }
        if Self.beginsFormula(first), PhoneNumber(cell)?.text != cell { bytes.append(UInt8(ascii: "'")) }
        if isQuoted {
            for byte in cell.utf8 {
                if byte == Self.quote { bytes.append(Self.quote) }
                bytes.append(byte)
            }
            bytes.append(Self.quote)
        } else {
            bytes.append(contentsOf: cell.utf8)
        }
    }

    /// Ends the record.
    package mutating func endRecord() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
        isInRecord = false
    }

    /// Gives what was written, and forgets it.
    package mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    private static let quote = UInt8(ascii: "\"")

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        byte == quote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
    }

    private static func beginsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: true
        default: false
        }
    }
}
