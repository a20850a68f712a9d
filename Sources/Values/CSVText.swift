/// Records of separated values in UTF-8, without a cell that a spreadsheet takes for a formula.
///
/// A cell that begins like a formula gets a leading `'`, and so does a formula sign after a character at which a program may split
/// the cell; a telephone number in E.164 form stays as it is. Source: RFC 4180 §2; SPEC section 5, `GET /api/v1/leads/export`.
package struct CSVText {
    /// For whom the records are written.
    package enum Form: Sendable {
        /// Any program: `,` between cells, values as they are.
        case plain
        /// Excel and its kin: a byte order mark, `;` between cells, and text that would become a date or a number as `="11-50"`.
        case spreadsheet
    }

    /// The text written and not yet removed.
    package private(set) var bytes: [UInt8] = []
    private let form: Form
    private var isInRecord = false

    /// The media type, with the header that its first record is. Source: RFC 4180 §3.
    package static let mediaType = "text/csv; charset=utf-8; header=present"
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let quote = UInt8(ascii: "\"")

    /// No records yet.
    package init(_ form: Form = .plain) {
        self.form = form
        if form == .spreadsheet { bytes = Self.byteOrderMark }
    }

    /// Adds a cell of text to the record; nil is empty.
    package mutating func append(_ cell: String?) { append(cell, keepingText: form == .spreadsheet) }

    /// Adds a cell that may become a number or a date, such as a score or an instant; nil is empty.
    package mutating func append(value cell: String?) { append(cell, keepingText: false) }

    private mutating func append(_ cell: String?, keepingText keepsText: Bool) {
        if isInRecord { bytes.append(separator) }
        isInRecord = true
        guard let cell, !cell.isEmpty else { return }
        let isNumber = Self.isTelephoneNumber(cell.utf8)
        if keepsText, isNumber || !Self.holdsFormula(cell.utf8) && SpreadsheetGuess.isConverted(cell) {
            bytes.append(contentsOf: "\"=\"\"\(cell)\"\"\"".utf8)
        } else if isNumber {
            bytes.append(contentsOf: cell.utf8)
        } else {
            append(guarded: cell.utf8)
        }
    }

    private mutating func append(guarded cell: String.UTF8View) {
        let isQuoted = cell.contains { needsQuotes($0) }
        if isQuoted { bytes.append(Self.quote) }
        var (mayBegin, isFirst) = (true, true)
        for byte in cell {
            if mayBegin, Self.beginsFormula(byte) { bytes.append(UInt8(ascii: "'")) }
            // A tab that begins the cell has its own sign before it.
            mayBegin = Self.splits(byte) && !(isFirst && byte == 0x09)
            isFirst = false
            if byte == Self.quote { bytes.append(Self.quote) }
            bytes.append(byte)
        }
        if isQuoted { bytes.append(Self.quote) }
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

    private var separator: UInt8 { form == .spreadsheet ? UInt8(ascii: ";") : UInt8(ascii: ",") }

    private func needsQuotes(_ byte: UInt8) -> Bool {
        byte == Self.quote || byte == separator || byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
    }

    /// Whether some program begins a new cell after it.
    private static func splits(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == 0x09
    }

    private static func holdsFormula(_ cell: String.UTF8View) -> Bool {
        var mayBegin = true
        for byte in cell {
            if mayBegin, beginsFormula(byte) { return true }
            mayBegin = splits(byte)
        }
        return false
    }

    private static func beginsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: true
        default: false
        }
    }

    /// Whether a cell is a number in E.164 form. Source: ITU-T E.164 (11/2010) §6.2.1, as in `PhoneNumber`.
    private static func isTelephoneNumber(_ cell: String.UTF8View) -> Bool {
        let digits = cell.dropFirst()
        return cell.first == UInt8(ascii: "+") && 7...15 ~= digits.count && digits.first != UInt8(ascii: "0")
            && digits.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
