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
}
