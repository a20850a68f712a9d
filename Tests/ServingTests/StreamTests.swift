import DomainTestSupport
import HTTP
import Routing
import TestSupport
import Testing

private struct Streamed: Answer {
    let stream: Response.Stream
    static let contents: [(mediaType: String, schema: Schema)] = [("text/plain", .string)]

    func response(_ status: Status) -> Response {
        var response = Response(status)
        response[.contentType] = "text/plain"
        response.content = .stream(stream)
        return response
    }
}

private struct Trouble: Error {}

@Sendable private func count(_ input: NoInput, _ context: PlainContext) -> Streamed {
    Streamed { send in
        for digit in "123" where !send(Array("\(digit)".utf8)) { throw ContentError.interrupted }
    }
}
@Sendable private func say(_ input: NoInput, _ context: PlainContext) -> Streamed { Streamed { _ in } }
@Sendable private func fail(_ input: NoInput, _ context: PlainContext) -> Streamed { Streamed { _ in throw Trouble() } }
@Sendable private func breakOff(_ input: NoInput, _ context: PlainContext) -> Streamed {
    Streamed { send in
        _ = send([0x31])
        throw Trouble()
    }
}

// swift-format-ignore
private let streams = RouteGroup<PlainContext>("streams", bases: ["/api/v1"], [
    Route(.get, "/count",  "count",    .toAnyone, "Counts.",  count),
    Route(.get, "/silent", "silent",   .toAnyone, "Nothing.", say),
    Route(.get, "/fail",   "fail",     .toAnyone, "Fails.",   fail),
    Route(.get, "/broken", "breakOff", .toAnyone, "Breaks.",  breakOff),
])

@Suite struct StreamTests {
    private let responder: PlainResponder

    init() throws { responder = try PlainResponder(streams) }

    @Test func `is sent in pieces after a header without a length`() throws {
        var pieces: [[UInt8]] = []
        let isWhole = try responder.answer(SampleExchange("GET", "/api/v1/count")) {
            pieces.append($0)
            return true
        }
        #expect(isWhole)
        #expect(pieces.count == 3)
        let answer = try Reception(Array(pieces.joined()))
        #expect(answer.status == 200)
        #expect(answer.text == "123")
        #expect(answer.fields["Content-Length"] == nil)
        #expect(answer.fields["X-Request-Id"] != nil)
    }

    @Test func `nothing to say is a header alone, and HEAD starts nothing`() throws {
        #expect(try responder.send("GET", "/api/v1/silent").bytes == [])
        let head = try responder.send("HEAD", "/api/v1/broken")
        #expect(head.status == 200)
        #expect(head.bytes == [])
        #expect(head.fields["Content-Length"] == nil)
    }

    @Test func `a failure before the first piece is answered like any other`() throws {
        var received: [UInt8] = []
        let isWhole = try responder.answer(SampleExchange("GET", "/api/v1/fail")) {
            received += $0
            return true
        }
        #expect(isWhole)
        let answer = try Reception(received)
        #expect(answer.status == 500)
        #expect(answer.code == "INTERNAL_ERROR")
        #expect(answer.fields["X-Request-Id"] != nil)
        #expect(!answer.text.contains("Trouble"))
    }

    @Test(arguments: ["/api/v1/broken", "/api/v1/count"])
    func `a failure in the middle, or a client that is gone, leaves a response that is not whole`(path: String) throws {
        let isWhole = try responder.answer(SampleExchange("GET", path)) { _ in false }
        #expect(!isWhole)
    }
}
