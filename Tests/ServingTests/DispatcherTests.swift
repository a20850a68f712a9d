import DomainTestSupport
import HTTP
import MariaDB
import Posix
import Routing
import TestSupport
import Testing

@testable import Serving

private struct Word: Encodable, Described {
    let word: String
    static let schema = Schema.object("Word", [.required("word", .string)])
}

private struct Secret: Error, CustomDebugStringConvertible {
    let debugDescription = "the password is hunter2"
}

private struct FileAnswer: Answer {
    let path: String
    let bytes: Int
    static let contents: [(mediaType: String, schema: Schema)] = []

    func response(_ status: Status) -> Response {
        var response = Response(status)
        response.content = .file(path: path, bytes: bytes)
        return response
    }
}

@Sendable private func word(_ input: NoInput, _ context: PlainContext) -> Reply<Word> {
    Reply(Word(word: "olá"), eTag: EntityTag("7"))
}
@Sendable private func fail(_ input: NoInput, _ context: PlainContext) throws -> NoContent { throw Secret() }
@Sendable private func breakOff(_ input: NoInput, _ context: PlainContext) throws -> NoContent {
    _ = try context.request.content(limit: 1000)
    return NoContent()
}

// swift-format-ignore
private let words = RouteGroup<PlainContext>("words", bases: ["/api/v1"], [
    Route(.get,  "/word",  "getWord", .toAnyone,   "A word.",   word),
    Route(.post, "/word",  "setWord", .toAnyone,   status: .noContent, "Reads.", breakOff),
    Route(.get,  "/mine",  "getMine", .toSignedIn, "Mine.",     word),
    Route(.get,  "/theirs", "getTheirs", .to(.enter), "Theirs.", word),
    Route(.get,  "/fail",  "fail",    .toAnyone,   "Fails.",    fail),
])

@Suite struct DispatcherTests {
    private let responder: PlainResponder

    init() throws { responder = try PlainResponder(words) }

    @Test func `answers with what the handler gives`() throws {
        let answer = try responder.send("GET", "/api/v1/word/")
        #expect(answer.status == 200)
        #expect(answer.content == ["word": "olá"])
        #expect(answer.fields["ETag"] == "\"7\"")
        #expect(answer.fields["Content-Type"] == "application/json")
        #expect(answer.fields["Content-Length"] == "\(answer.bytes.count)")
    }

    @Test(arguments: [
        ("GET", "/nowhere", 404, "NOT_FOUND"), ("GET", "/api/v1/wor%64%", 404, "NOT_FOUND"),
        ("DELETE", "/api/v1/word", 405, "METHOD_NOT_ALLOWED"), ("BREW", "/api/v1/word", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "/api/v1/mine", 401, "UNAUTHORIZED"), ("GET", "/api/v1/theirs", 403, "FORBIDDEN"),
        ("GET", "/api/v1/fail", 500, "INTERNAL_ERROR"), ("GET", "/health", 503, nil),
    ])
    func `every failure has its status and form`(method: String, path: String, status: Int, code: String?) throws {
        let answer = try responder.send(method, path, ["REQUEST_ID": "id-1"])
        #expect(answer.status == status)
        #expect(answer.code == code)
        #expect(answer.fields["X-Request-Id"] == "id-1")
        if code != nil {
            #expect(answer.content["error"]?["request_id"] == "id-1")
            #expect(try ErrorReport.schema.faults(of: answer.content) == [])
        }
    }

    @Test func `nothing of a cause leaks`() throws {
        let answer = try responder.send("GET", "/api/v1/fail")
        #expect(!answer.text.contains("hunter2"))
        #expect(!answer.text.contains("Secret"))
    }

    @Test func `another method of a known path names those it takes`() throws {
        #expect(try responder.send("DELETE", "/api/v1/word").fields["Allow"] == "GET, HEAD, POST, OPTIONS")
        let options = try responder.send("OPTIONS", "/api/v1/word")
        #expect(options.status == 204)
        #expect(options.fields["Allow"] == "GET, HEAD, POST, OPTIONS")
    }

    @Test func `HEAD has the header of GET and no content`() throws {
        let (head, get) = try (responder.send("HEAD", "/api/v1/word"), responder.send("GET", "/api/v1/word"))
        #expect(head.status == 200)
        #expect(head.bytes == [])
        #expect(head.fields["Content-Length"] == get.fields["Content-Length"])
        #expect(head.fields["ETag"] == get.fields["ETag"])
    }

    @Test(arguments: [("\"7\"", 304), ("W/\"7\"", 304), ("*", 304), ("\"8\"", 200)])
    func `a state that the client has is not sent again`(condition: String, status: Int) throws {
        for method in ["GET", "HEAD"] {
            let answer = try responder.send(method, "/api/v1/word", ["HTTP_IF_NONE_MATCH": condition])
            #expect(answer.status == status)
            #expect(answer.fields["ETag"] == "\"7\"")
            if status == 304 { #expect(answer.bytes == [] && answer.fields["Content-Type"] == nil) }
        }
    }

    @Test(arguments: ["a", "A-b_c.9", String(repeating: "x", count: 64)])
    func `a request keeps a good id of its own`(id: String) throws {
        #expect(try responder.send("GET", "/api/v1/word", ["REQUEST_ID": id]).fields["X-Request-Id"] == id)
        #expect(try responder.send("GET", "/api/v1/word", ["HTTP_X_REQUEST_ID": id]).fields["X-Request-Id"] == id)
    }

    @Test(arguments: ["", "a b", "é", "a\r\nb", "a\"b", String(repeating: "x", count: 65)])
    func `a bad id is replaced by a new one`(id: String) throws {
        let answers = try (0..<2).map { _ in try responder.send("GET", "/api/v1/word", ["REQUEST_ID": id]) }
        let given = answers.compactMap { $0.fields["X-Request-Id"] }
        #expect(Set(given).count == 2)
        #expect(given.allSatisfy { $0.utf8.count == 32 && $0 != id })
    }

    @Test(arguments: [(nil, "Nothing"), ("pt-BR", "Nada"), ("de, pt;q=0.1", "Nada"), ("de", "Nothing")])
    func `messages are in the language the client likes best`(language: String?, start: String) throws {
        let variables = language.map { ["HTTP_ACCEPT_LANGUAGE": $0] } ?? [:]
        guard case .string(let message)? = try responder.send("GET", "/nowhere", variables).content["error"]?["message"]
        else {
            Issue.record("no message")
            return
        }
        #expect(message.hasPrefix(start))
    }

    @Test func `unread content is dropped, and incomplete content is malformed`() throws {
        let unread = SampleExchange(
            ["REQUEST_METHOD": "POST", "REQUEST_URI": "/nowhere", "CONTENT_LENGTH": "5"], content: [1, 2, 3, 4, 5])
        #expect(try responder.send(unread).status == 404)
        var buffer: [UInt8] = [0]
        #expect(try unread.readContent(into: &buffer) == 0)
        let broken = SampleExchange(
            ["REQUEST_METHOD": "POST", "REQUEST_URI": "/api/v1/word", "CONTENT_LENGTH": "5"], content: [1, 2],
            isInterrupted: true)
        #expect(try responder.send(broken).status == 400)
    }

    @Test func `requests are counted under their operation`() throws {
        _ = try responder.send("GET", "/api/v1/word")
        _ = try responder.send("GET", "/nowhere")
        let text = try responder.send("GET", "/metrics", ["REMOTE_ADDR": "127.0.0.1"]).text
        #expect(text.contains("guiche_http_requests_total{route=\"getWord\",status=\"200\"} 1\n"))
        #expect(text.contains("guiche_http_requests_total{route=\"none\",status=\"404\"} 1\n"))
        #expect(text.contains("guiche_pool_busy_workers{pool=\"staff\"} 1\n"))
    }

    @Test(
        arguments: [
            (["REMOTE_ADDR": "127.0.0.1"], true), (["REMOTE_ADDR": "127.8.0.1"], true), (["REMOTE_ADDR": "::1"], true),
            (["REMOTE_ADDR": "::ffff:127.0.0.1"], true), (["REMOTE_ADDR": "192.0.2.1"], false),
            (["REMOTE_ADDR": "10.0.0.1"], false), (["REMOTE_ADDR": "2001:db8::1"], false),
            (["REMOTE_ADDR": "64:ff9b::7f00:1"], false), (["REMOTE_ADDR": "2002:7f00:1::"], false), ([:], false),
            (["REMOTE_ADDR": ""], false), (["REMOTE_ADDR": "localhost"], false),
            (["REMOTE_ADDR": "192.0.2.1", "GUICHE_ACCEL": "1"], true),
            (["REMOTE_ADDR": "192.0.2.1", "HTTP_GUICHE_ACCEL": "1"], false),
            (["REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"], false),
            (["REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.1"], false),
            (["REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": ""], false),
            (["REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 a"], false),
        ] as [([String: String], Bool)])
    func `counters are for this host and whoever nginx admitted`(variables: [String: String], isAdmitted: Bool) throws {
        let answer = try responder.send("GET", "/metrics", variables)
        #expect(answer.status == (isAdmitted ? 200 : 403))
        #expect(answer.text.contains("guiche_http_requests_total") == isAdmitted)
    }

    @Test func `a file is sent piece by piece, as much as the header says`() throws {
        let folder = try ScratchFolder()
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        try FileHandle.create(folder.file("a")).write(bytes.span)
        let path = folder.file("a")
        let files = RouteGroup<PlainContext>(
            "files", bases: [""],
            [
                Route(.get, "/file", "getFile", .toAnyone, "A file.") { (_: NoInput, _) in
                    FileAnswer(path: path, bytes: 150_000)
                }
            ])
        let responder = try PlainResponder(files)
        let answer = try responder.send("GET", "/file")
        #expect(answer.fields["Content-Length"] == "150000")
        #expect(answer.bytes == Array(bytes.prefix(150_000)))
        #expect(try responder.send("HEAD", "/file").bytes == [])
    }
}

@Suite struct SystemRouteTests {
    @Test(arguments: ["/health", "/api/v1/health", "/health/"])
    func `health is 503 with each check that fails`(path: String) throws {
        let database = try ScratchDatabase()
        let folder = try ScratchFolder()
        for number in 0..<256 { try Folder.make(folder.file((number < 16 ? "0" : "") + String(number, radix: 16))) }
        // The scratch database has no schema.
        let partly = try PlainResponder(database: database, uploads: folder.path).send("GET", path)
        #expect(partly.status == 503)
        #expect(partly.content["checks"] == ["database": "ok", "schema": "failing", "files": "ok"])
        #expect(try HealthReport.schema.faults(of: partly.content) == [])
        let failing = try PlainResponder().send("GET", path)
        #expect(failing.status == 503)
        #expect(failing["status"] == "failing")
        #expect(failing.content["checks"] == ["database": "failing", "schema": "ok", "files": "failing"])
        #expect(failing.fields["Retry-After"] == "2")
        #expect(try HealthReport.schema.faults(of: failing.content) == [])
    }

    @Test(arguments: ["/api/schema", "/openapi.json"])
    func `the document is sent as it was written at start`(path: String) throws {
        #expect(try PlainResponder().send("GET", path).text == #"{"openapi":"3.1.0"}"#)
    }

    @Test func `metrics show times that scripts have recorded, and none that is not known`() throws {
        let folder = try ScratchFolder()
        let responder = try PlainResponder(uploads: "/nonexistent", ["GUICHE_STAMPS_DIR": folder.path])
        func sample(_ name: String) throws -> Substring? {
            try responder.send("GET", "/metrics", ["GUICHE_ACCEL": "1"]).text.split(separator: "\n").first {
                $0.hasPrefix(name)
            }
        }
        let backup = "guiche_backup_last_success_timestamp_seconds"
        #expect(try sample(backup) == nil)
        for (content, value) in [
            ("1790000000\n", 1_790_000_000), ("1790000000", 1_790_000_000), ("", nil), ("\n", nil), ("-1", nil),
            ("1.5", nil), ("soon\n", nil), ("17900000000000000000000000", nil), ("99999999999999999999", nil),
        ] {
            try FileHandle.create(folder.file("backup")).write(Array(content.utf8).span)
            #expect(try sample(backup) == value.map { "\(backup) \($0)" }, "\(content)")
            try Folder.remove(folder.file("backup"))
        }
        try FileHandle.create(folder.file("certificate")).write(Array("1800000000\n".utf8).span)
        let certificate = "guiche_certificate_expiry_timestamp_seconds"
        #expect(try sample(certificate) == "\(certificate) 1800000000")
    }

    @Test func `their own document is sound`() {
        let groups = [systemRoutes(for: PlainContext.self)]
        #expect(OpenAPIDocument(title: "", version: "", summary: "", groups: groups).faults == [])
    }
}

@Suite struct AnsweringTests {
    @Test(
        arguments: [
            (.unreachable, .serviceUnavailable), (.connectionLost, .serviceUnavailable),
            (.commitOutcomeUnknown, .serviceUnavailable), (.deadlock, .serviceUnavailable),
            (.lockWaitTimeout, .serviceUnavailable), (.statementTimeout, .serviceUnavailable),
            (.notServing, .serviceUnavailable), (.lackingResources, .serviceUnavailable),
            (.overdue, .serviceUnavailable),
            (.duplicateEntry(key: "x"), .conflict), (.unfitValue, .internalServerError),
            (.server(1064), .internalServerError),
            (.missingReference, .internalServerError),
        ] as [(DatabaseError.Code, Status)])
    func `a database failure is reported without its text`(code: DatabaseError.Code, status: Status) {
        #expect(APIError.answering(DatabaseError(code, statement: "SELECT")).status == status)
    }

    @Test func `other failures are reported by what a client can do`() {
        #expect(APIError.answering(PosixError(number: 28, call: "write")).status == .serviceUnavailable)
        #expect(APIError.answering(PosixError(number: 5, call: "write")).status == .internalServerError)
        #expect(APIError.answering(PosixError(number: 30, call: "open")).status == .serviceUnavailable)
        #expect(APIError.answering(ContentError.interrupted).status == .badRequest)
        #expect(APIError.answering(ContentError.overdue).status == .serviceUnavailable)
        #expect(APIError.answering(APIError.notFound) == .notFound)
        #expect(APIError.answering(Secret()) == .internalError)
    }
}
