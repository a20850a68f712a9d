import FoundationEssentials
import Posix

/// The program's log: one JSON object a line on standard error. It never holds a secret, content, or personal data beyond ids.
///
/// Source: SPEC section 3, `LOG_LEVEL`.
package struct Log: Sendable {
    /// How much a line matters.
    package enum Level: String, Sendable, CaseIterable, Comparable {
        case debug, info, warning, error

        package static func < (left: Level, right: Level) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// One answered request.
    package struct Answered {
        let requestID: String
        let method: String
        let route: String
        let status: Int
        let microseconds: Int
        let userID: String?
        let queries: Int
    }

    /// Lines below it are dropped.
    package let level: Level

    /// A log from a level on.
    package init(from level: Level) {
        self.level = level
    }

    /// Writes a line about something that happened.
    package func write(_ level: Level, _ event: String, requestID: String? = nil, _ detail: String? = nil) {
        guard level >= self.level else { return }
        var line = start(level)
        if let requestID { line += ",\"request_id\":\"\(Self.escaped(requestID))\"" }
        line += ",\"event\":\"\(Self.escaped(event))\""
        if let detail { line += ",\"detail\":\"\(Self.escaped(detail))\"" }
        StandardStream.error.write(line + "}\n")
    }

    /// Writes the line of an answered request.
    package func write(_ answered: Answered) {
        guard level <= .info else { return }
        var line = start(.info)
        line += ",\"request_id\":\"" + Self.escaped(answered.requestID)
        line += "\",\"method\":\"" + answered.method
        line += "\",\"route\":\"" + answered.route
        line += "\",\"status\":" + String(answered.status)
        line += ",\"us\":" + String(answered.microseconds)
        line += ",\"queries\":" + String(answered.queries)
        if let userID = answered.userID { line += ",\"user_id\":\"\(userID)\"" }
        line += "}\n"
        StandardStream.error.write(line)
    }

    private func start(_ level: Level) -> String {
        "{\"time\":\"\(Instant.text(Date()))\",\"level\":\"\(level.rawValue)\",\"pid\":\(ThisProcess.id)"
    }

    /// Text as it may stand between the quotes of a JSON string; RFC 8259 §7.
    private static func escaped(_ text: String) -> String {
        // Nearly every text: nothing to escape.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        {
            return text
        }
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": escaped += "\\\""
            case "\\": escaped += "\\\\"
            case _ where scalar.isControlCharacter: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Unicode.Scalar {
    fileprivate var isControlCharacter: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
