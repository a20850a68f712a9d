import HTTP
import TestSupport
import Testing

@testable import Serving

@Suite struct CrossOriginTests {
    private let crossOrigin = CrossOrigin(allowing: ["https://good.example"])
    private let allowOrigin = FieldName("Access-Control-Allow-Origin")

    private func answer(from origin: String?) -> Response {
        var response = Response(.ok)
        crossOrigin.apply(to: &response, of: Request(SampleExchange(origin.map { ["HTTP_ORIGIN": $0] } ?? [:])))
        return response
    }

    @Test func `a page of a listed origin may read the answer, with credentials`() {
        let response = answer(from: "https://good.example")
        #expect(response[allowOrigin] == "https://good.example")
        #expect(response[FieldName("Access-Control-Allow-Credentials")] == "true")
        #expect(response[FieldName("Access-Control-Expose-Headers")]?.contains("ETag") == true)
    }

    /// nginx makes some answers itself.
    @Test func `pages read no field of nginx's answers that they may not read of the program's`() throws {
        let site = try SourceTree.text(of: "nginx/site.conf")
        let proxied = try #require(
            site.firstMatch(of: #/map \$guiche_origin \$guiche_exposed \{\s+default "([^"]+)";/#)
        ).1
        let exposed = try #require(answer(from: "https://good.example")[FieldName("Access-Control-Expose-Headers")])
        let program = exposed.split(separator: ", ").map(String.init)
        #expect(Set(proxied.split(separator: ", ").map(String.init)).isSubset(of: program))
    }

    @Test(arguments: [
        nil, "https://evil.example", "http://good.example", "https://good.example:8443",
        "https://good.example.evil.example",
        "null", "*", "HTTPS://GOOD.EXAMPLE",
    ])
    func `no other origin gets any field`(origin: String?) {
        let response = answer(from: origin)
        #expect(response.fields.map(\.name) == [.vary])
        #expect(response[.vary] == "Origin")
    }

    @Test(arguments: [("https://good.example", true), ("https://evil.example", false)])
    func `a preflight names methods and fields to listed origins alone`(origin: String, isAllowed: Bool) {
        let request = Request(SampleExchange(["HTTP_ORIGIN": origin, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "PATCH"]))
        let response = crossOrigin.preflight(of: request, allowing: [.get, .patch])
        #expect(response.status == .noContent)
        #expect(response[.allow] == "GET, PATCH")
        #expect(response[FieldName("Access-Control-Allow-Methods")] == (isAllowed ? "GET, PATCH" : nil))
        #expect((response[FieldName("Access-Control-Allow-Headers")]?.contains("Authorization") == true) == isAllowed)
        let plain = crossOrigin.preflight(of: Request(SampleExchange(["HTTP_ORIGIN": origin])), allowing: [.get])
        #expect(plain.fields.map(\.name) == [.allow])
    }

    private func allowed(asking list: String, from origin: String = "https://good.example") -> [String] {
        let request = Request(
            SampleExchange([
                "HTTP_ORIGIN": origin, "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST",
                "HTTP_ACCESS_CONTROL_REQUEST_HEADERS": list,
            ]))
        let response = crossOrigin.preflight(of: request, allowing: [.post])
        return response[FieldName("Access-Control-Allow-Headers")]?.split(separator: ", ").map(String.init) ?? []
    }

    @Test func `a listed origin may send any field that it asks for`() {
        let names = allowed(
            asking: "content-type,sentry-trace, baggage ,\tTraceparent,x-requested-with,sentry-trace,,*")
        #expect(names.suffix(4) == ["sentry-trace", "baggage", "traceparent", "x-requested-with"])
        #expect(names.contains("Content-Type") && !names.contains("content-type") && !names.contains("*"))
        #expect(allowed(asking: "baggage", from: "https://evil.example") == [])
    }

    @Test(arguments: [
        "baggage, bad name", "bagg\u{E9}", "x:y", "a(b)", "x\"y", "x\u{0}y", String(repeating: "a,", count: 2049),
    ])
    func `a list that is not well-formed, or too long, adds nothing`(list: String) {
        #expect(allowed(asking: list) == allowed(asking: ""))
    }

    @Test func `a request of plain CGI without content has none`() throws {
        let exchange = CGIExchange(["REQUEST_METHOD": "GET"])
        var buffer = [UInt8](repeating: 0, count: 10)
        #expect(try exchange.readContent(into: &buffer) == 0)
        #expect(exchange.variable("REQUEST_METHOD") == "GET")
        #expect(exchange.variable("HTTP_HOST") == nil)
    }
}
