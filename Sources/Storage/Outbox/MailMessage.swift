package import FoundationEssentials
package import Routing
import Values

/// A mail with a plain and an HTML form, as it goes over the wire.
///
/// Source: RFC 5322 (header), RFC 2045 §6.7 (quoted-printable), RFC 2046 §5.1.4 (`multipart/alternative`), RFC 2047 (encoded words).
package struct MailMessage: Sendable {
    /// Why a mail cannot be built.
    package enum Fault: Error, Equatable, CustomStringConvertible {
        /// A header value holds CR, LF, NUL or another control character: it could become a field of its own.
        case controlCharacter(field: String)

        /// The fault, without the value.
        package var description: String {
            switch self {
            case .controlCharacter(let field): "a control character in \(field)"
            }
        }
    }

    package var senderName: String
    package var sender: String
    package var recipient: String
    /// The `Reply-To` address; the sender when nil.
    package var replyTo: String?
    package var subject: String
    /// Without the angle brackets; the same however often the mail is sent.
    package var messageID: String
    package var date: Date
    package var language: Language
    package var text: String
    package var html: String

    /// Header and body with lines that end in CR LF, ASCII only, none longer than 998 bytes.
    ///
    /// - Throws: `Fault`.
    package func bytes() throws(Fault) -> [UInt8] {
        // What quoted-printable never makes; RFC 2045 §6.7.
        let boundary = "=_\(messageID.prefix { $0 != "@" })"
        var lines = [
            "Date: \(Self.dateText(date))",
            "From: \(try Self.phrase(senderName, in: "From")) <\(try Self.plain(sender, in: "From"))>",
            "To: <\(try Self.plain(recipient, in: "To"))>",
        ]
        if let replyTo { lines.append("Reply-To: <\(try Self.plain(replyTo, in: "Reply-To"))>") }
        lines += [
            "Subject: \(try Self.unstructured(subject, in: "Subject"))",
            "Message-ID: <\(try Self.plain(messageID, in: "Message-ID"))>",
            // Source: RFC 3834 §5; it keeps out-of-office answers away.
            "Auto-Submitted: auto-generated",
            "Content-Language: \(language.rawValue)",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative; boundary=\"\(boundary)\"",
            "",
        ]
        for (type, content) in [("plain", text), ("html", html)] {
            lines += [
                "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", QuotedPrintable.encoded(content),
            ]
        }
        lines += ["--\(boundary)--", ""]
        return Array(lines.joined(separator: "\r\n").utf8)
    }

    private static func plain(_ value: String, in field: String) throws(Fault) -> String {
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != 0x3C && $0 != 0x3E }) else {
            throw .controlCharacter(field: field)
        }
        return value
    }

    /// A display name. Source: `phrase`, RFC 5322 §3.2.5.
    private static func phrase(_ value: String, in field: String) throws(Fault) -> String {
        let encoded = try unstructured(value, in: field)
        guard encoded == value else { return encoded }
        return "\"\(value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    /// Free text: as it is when it is short ASCII, else in encoded words of at most 75 bytes, folded.
    private static func unstructured(_ value: String, in field: String) throws(Fault) -> String {
        guard !value.unicodeScalars.contains(where: \.isControl) else { throw .controlCharacter(field: field) }
        if value.utf8.allSatisfy({ $0 < 0x7F }), value.utf8.count <= 60, !value.contains("=?") { return value }
        var words: [String] = []
        var word: [UInt8] = []
        for scalar in value.unicodeScalars {
            let bytes = Array(String(scalar).utf8)
            if word.count + bytes.count > 45 {
                words.append(encodedWord(word))
                word = []
            }
            word += bytes
        }
        words.append(encodedWord(word))
        return words.joined(separator: "\r\n ")
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }

    /// Source: `date-time`, RFC 5322 §3.3.
    static func dateText(_ date: Date) -> String {
        let seconds = Int(date.timeIntervalSince1970.rounded(.down))
        let days = seconds.flooredDivision(by: 86_400)
        let day = CivilDay(daysSince1970: days)
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days - days.flooredDivision(by: 7) * 7]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let time = Instant.text(date).dropFirst(11).dropLast()
        return "\(weekday), \(day.day) \(months[day.month - 1]) \(day.year) \(time) +0000"
    }
}

/// Text in lines of at most 76 ASCII bytes. Source: RFC 2045 §6.7.
enum QuotedPrintable {
    static func encoded(_ text: String) -> String {
        text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
            .map(encoded(line:)).joined(separator: "\r\n")
    }

    private static func encoded(line: Substring) -> String {
        var lines = ""
        var width = 0
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let isPlain = (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            let isInnerBlank = (byte == 0x20 || byte == 0x09) && !isLast
            let token = isPlain || isInnerBlank ? String(UnicodeScalar(byte)) : hex(byte)
            if width + token.utf8.count > (isLast ? 76 : 75) {
                lines += "=\r\n"
                width = 0
            }
            lines += token
            width += token.utf8.count
        }
        return lines
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "=0\(digits)" : "=\(digits)"
    }
}

extension Unicode.Scalar {
    fileprivate var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }
}

extension String {
    /// The text escaped for an element or a quoted attribute of HTML.
    package var escapedForHTML: String {
        // By scalars: a quotation mark under a combining accent still ends an attribute.
        unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
