import FoundationEssentials
import Posix
import Routing
import Values

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

        /// A request and its response.
        package init(
            requestID: String, method: String, route: String, status: Int, microseconds: Int, userID: String?,
            queries: Int
        ) {
            self.requestID = requestID
            self.method = method
            self.route = route
            self.status = status
            self.microseconds = microseconds
            self.userID = userID
            self.queries = queries
        }
    }

    /// Lines below it are dropped.
    package let level: Level
    /// Lines that wait to be written together; nil where each is written at once.
    private let gathered: GatheredLines?

    /// A log from a level on.
    ///
    /// - Parameter isGathering: whether lines about answered requests wait for `flush`, for another line, or until they are many. Whoever
    ///   turns it on calls `flush` within each second, and at the end.
    package init(from level: Level, isGathering: Bool = false) {
        self.level = level
        gathered = isGathering ? GatheredLines() : nil
    }

    /// Writes a line about something that happened.
    package func write(_ level: Level, _ event: String, requestID: String? = nil, _ detail: String? = nil) {
        guard level >= self.level else { return }
        var line = start(level)
        if let requestID { line += ",\"request_id\":\"\(Self.escaped(requestID))\"" }
        line += ",\"event\":\"\(Self.escaped(event))\""
        if let detail { line += ",\"detail\":\"\(Self.escaped(detail))\"" }
        line += "}\n"
        if let gathered { gathered.add(line, isUrgent: true) } else { StandardStream.error.write(line) }
    }

    /// Writes what waits to be written.
    package func flush() { gathered?.flush() }

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
        if let gathered { gathered.add(line, isUrgent: false) } else { StandardStream.error.write(line) }
    }

    private func start(_ level: Level) -> String {
        "{\"time\":\"\(Instant.text(Date()))\",\"level\":\"\(level.rawValue)\",\"pid\":\(ThisProcess.id)"
    }

    /// Text escaped for a JSON string; a control character becomes a blank.
    private static func escaped(_ text: String) -> String {
        // Nearly every text: nothing to escape.
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") })
        {
            return text
        }
        var plain = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { plain.append(scalar.isControlCharacter ? " " : scalar) }
        return String(decoding: JSONText.escaped(String(plain)), as: UTF8.self)
    }
}

/// Lines of all threads of a process that are written together, in the order in which they were added.
private final class GatheredLines: Sendable {
    /// So many bytes are not kept waiting.
    private static let mostBytes = 16_384
    private let bytes = Lock<[UInt8]>([])

    func add(_ line: String, isUrgent: Bool) {
        bytes.withLock { bytes in
            bytes.append(contentsOf: line.utf8)
            if isUrgent || bytes.count >= Self.mostBytes { Self.write(&bytes) }
        }
    }

    func flush() { bytes.withLock { Self.write(&$0) } }

    private static func write(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else { return }
        StandardStream.error.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}

extension Unicode.Scalar {
    fileprivate var isControlCharacter: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}
