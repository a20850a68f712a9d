import HTTP
import TestSupport
import Testing

@Suite struct RequestTests {
    @Test(arguments: [
        ("/a/b?x=1&y=2", "/a/b", "x=1&y=2"), ("/a%2Fb", "/a%2Fb", ""), ("/a?", "/a", ""), ("/a?b?c", "/a", "b?c"),
        ("?x=1", "", "x=1"),
    ])
    func `takes path and query from the target as it was sent`(target: String, path: String, query: String) {
        let request = Request(
            SampleExchange([
                "REQUEST_METHOD": "GET", "REQUEST_URI": target, "SCRIPT_NAME": "/other", "QUERY_STRING": "other",
            ]))
        #expect(request.path == path)
        #expect(request.query == query)
    }

    @Test func `without a target the CGI variables give it`() {
        let request = Request(
            SampleExchange(["SCRIPT_NAME": "/api", "PATH_INFO": "/v1/leads", "QUERY_STRING": "page=2"]))
        #expect(request.path == "/api/v1/leads")
        #expect(request.query == "page=2")
        let empty = Request(SampleExchange(["REQUEST_URI": ""]))
        #expect(empty.path == "")
        #expect(empty.query == "")
    }

    @Test(arguments: Method.allCases)
    func `knows its methods`(method: HTTP.Method) {
        #expect(Request(SampleExchange(["REQUEST_METHOD": method.rawValue])).method == method)
    }

    @Test(arguments: [nil, "", "get", "TRACE", "GET "])
    func `another method is none`(name: String?) {
        #expect(Request(SampleExchange(name.map { ["REQUEST_METHOD": $0] } ?? [:])).method == nil)
    }

    @Test(arguments: [
        ("Accept", "HTTP_ACCEPT"), ("Content-Type", "CONTENT_TYPE"), ("Content-Length", "CONTENT_LENGTH"),
        ("X-Request-Id", "HTTP_X_REQUEST_ID"), ("If-None-Match", "HTTP_IF_NONE_MATCH"),
    ])
    func `finds a header field by its variable`(name: String, variable: String) {
        #expect(FieldName(name).variable == variable)
        #expect(FieldName(name).canonical == name)
        let request = Request(SampleExchange([variable: "value"]))
        #expect(request[FieldName(name)] == "value")
        #expect(request[.origin] == nil)
    }

    @Test(arguments: [
        (["HTTP_AUTHORIZATION": "Bearer a"], "Bearer a"), (["REDIRECT_HTTP_AUTHORIZATION": "Bearer b"], "Bearer b"),
        (["HTTP_AUTHORIZATION": "Bearer a", "REDIRECT_HTTP_AUTHORIZATION": "Bearer b"], "Bearer a"),
        (["REDIRECT_HTTP_AUTHORIZATION": ""], nil), (["HTTP_AUTHORIZATION": ""], ""),
        (["HTTP_REDIRECT_HTTP_AUTHORIZATION": "Bearer c"], nil),
    ])
    func `finds what Apache's rewriting hands in of the field Authorization`(
        variables: [String: String], value: String?
    ) {
        #expect(Request(SampleExchange(variables))[.authorization] == value)
        #expect(Request(SampleExchange(["REDIRECT_HTTP_ORIGIN": "https://a.example"]))[.origin] == nil)
    }

    @Test(arguments: [
        ("12", 12), ("0", 0), ("-1", nil), ("", nil), ("1x", nil), ("99999999999999999999", nil), (nil, nil),
    ])
    func `knows the declared length when it is one`(text: String?, length: Int?) {
        #expect(Request(SampleExchange(text.map { ["CONTENT_LENGTH": $0] } ?? [:])).contentLength == length)
    }

    @Test(arguments: [1, 3, 4096, .max])
    func `reads the whole content, whatever pieces it comes in`(pieceBytes: Int) throws {
        let content = (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        func request(_ variables: [String: String]) -> Request {
            Request(SampleExchange(variables, content: content, pieceBytes: pieceBytes))
        }
        #expect(try request([:]).content(limit: 40_000) == content)
        #expect(try request([:]).content(limit: 39_999) == nil)
        #expect(try request(["CONTENT_LENGTH": "40000"]).content(limit: 39_999) == nil)
        #expect(try request(["CONTENT_LENGTH": "5"]).content(limit: 40_000) == content)
    }

    @Test func `no content is empty, even where none is allowed`() throws {
        #expect(try Request(SampleExchange([:])).content(limit: 10) == [])
        #expect(try Request(SampleExchange([:])).content(limit: 0) == [])
        #expect(try Request(SampleExchange([:], content: [1])).content(limit: 0) == nil)
    }

    @Test func `a content that breaks off is no content`() {
        let request = Request(SampleExchange([:], content: [1, 2, 3], isInterrupted: true))
        #expect(throws: ContentError.interrupted) { try request.content(limit: 100) }
    }

    @Test(arguments: [("40000", 100_000, 0), ("40000", 20_000, 40_000 - 32_768), (nil, 100_000, 40_000)])
    func `drops what is left of a declared content, up to a limit`(declared: String?, limit: Int, left: Int) throws {
        let exchange = SampleExchange(
            declared.map { ["CONTENT_LENGTH": $0] } ?? [:], content: [UInt8](repeating: 1, count: 40_000))
        Request(exchange).discardContent(limit: limit)
        var buffer = [UInt8](repeating: 0, count: 50_000)
        #expect(try exchange.readContent(into: &buffer) == left)
    }
}
