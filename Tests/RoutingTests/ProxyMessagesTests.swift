import FoundationEssentials
import HTTP
import Routing
import TestSupport
import Testing

/// nginx makes some errors itself; a client reads the same words whichever of the two made it.
struct ProxyMessagesTests {
    private static let shared: [APIError] = [
        .notFound, .methodNotAllowed([]), .preconditionFailed, .payloadTooLarge, .unsupportedMediaType,
        .rateLimited(retryAfterSeconds: 1), .internalError, .serviceUnavailable,
    ]

    /// The messages of `nginx/messages.conf`, by status.
    private static func proxied() throws -> [Int: Text] {
        let file = try SourceTree.text(of: "nginx/messages.conf")
        var messages: [Int: Text] = [:]
        for line in file.split(separator: "\n") where line.hasPrefix("map ") {
            let pieces = line.split(separator: "\"")
            let status = try #require(pieces[0].firstMatch(of: #/guiche_message_(\d+) /#).flatMap { Int($0.1) })
            try #require(pieces.count == 5, "one English and one Portuguese text: \(line)")
            messages[status] = Text(String(pieces[1]), pt: String(pieces[3]))
        }
        return messages
    }

    @Test(arguments: ProxyMessagesTests.shared)
    func `nginx and the program word an error alike`(_ error: APIError) throws {
        #expect(try Self.proxied()[error.status.rawValue] == error.message)
    }

    /// The errors of `nginx/errors.conf`: status, code and which message.
    private static func errors() throws -> [(status: Int, code: String, message: Int)] {
        let form = #/return (\d+) '\{"error":\{"code":"([A-Z_]+)","message":"\$guiche_message_(\d+)",@ERROR_TAIL@';/#
        return try SourceTree.text(of: "nginx/errors.conf").matches(of: form).map { match in
            (try #require(Int(match.1)), String(match.2), try #require(Int(match.3)))
        }
    }

    @Test func `nginx uses the program's codes, each with its status and message`() throws {
        // 505 is nginx's alone: the program never sees such a request.
        var codes = [
            400: APIError.Code.invalidPayload.rawValue, 403: APIError.Code.forbidden.rawValue,
            416: APIError.Code.invalidPayload.rawValue, 505: "HTTP_VERSION_NOT_SUPPORTED",
        ]
        for error in Self.shared { codes[error.status.rawValue] = error.code.rawValue }
        let errors = try Self.errors()
        #expect(Dictionary(errors.map { ($0.status, $0.code) }, uniquingKeysWith: { one, _ in one }) == codes)
        // One may be written twice: 416 has other headers when an object store finds it out.
        #expect(errors.allSatisfy { $0.status == $0.message && codes[$0.status] == $0.code })
        #expect(try Set(Self.proxied().keys) == Set(codes.keys))
    }

    @Test func `nginx and the hub write errors in the program's form`() throws {
        let site = try SourceTree.text(of: "scripts/lib/site.sh")
        let tail = try #require(site.firstMatch(of: #/\nerror_tail='(.*)'/#)).1
        let error = #"{"error":{"code":"NOT_FOUND","message":"m","# + tail
        #expect(try ErrorReport.schema.faults(of: JSONText.parse(Array(error.utf8))) == [])

        let hub = try SourceTree.text(of: "nginx/connection.lua")
        let fault = try #require(hub.firstMatch(of: #/(?s)cjson\.encode\(\{ error = \{\n(.*?)\} \}\)/#)).1
        let names = fault.matches(of: #/(\w+) = /#).map { String($0.1) }
        let report = APIError.notFound.response(in: .english, requestID: "r", timestamp: "t").content
        guard case .bytes(let bytes) = report, case .object(let members)? = try JSONText.parse(bytes)["error"] else {
            Issue.record("no report")
            return
        }
        #expect(names == Array(members.keys))
        let code = try #require(fault.firstMatch(of: /code = "([A-Z_]+)"/)).1
        #expect(APIError.Code(rawValue: String(code)) == .invalidPayload)
    }

    @Test func `nginx has clients of a missing pool wait as long as the program has`() throws {
        let pattern = #/_error/503 \{[^}]*add_header Retry-After (\d+) always;/#
        let seconds = try #require(try SourceTree.text(of: "nginx/errors.conf").firstMatch(of: pattern)).1
        #expect(Int(seconds) == APIError.serviceUnavailable.retryAfterSeconds)
    }
}
