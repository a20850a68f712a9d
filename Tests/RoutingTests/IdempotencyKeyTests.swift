import HTTP
import Routing
import TestSupport
import Testing

@Suite struct IdempotencyKeyTests {
    private func key(_ text: String?) throws -> IdempotencyKey? {
        var variables = ["REQUEST_METHOD": "POST", "REQUEST_URI": "/"]
        variables["HTTP_IDEMPOTENCY_KEY"] = text
        return try IdempotencyKey(of: Request(SampleExchange(variables)))
    }

    @Test(arguments: ["a", "A-b_c.9", "\"8e03978e\"", "~!", String(repeating: "k", count: 255)])
    func `visible ASCII is a key`(text: String) throws {
        #expect(try key(text)?.text == text)
    }

    @Test(arguments: ["", " ", "a b", "a, b", "é", "a\u{7F}", "a\t", "\u{FFFD}", String(repeating: "k", count: 256)])
    func `anything else is a fault of the field`(text: String) throws {
        let error = #expect(throws: APIError.self) { try key(text) }
        #expect(error?.status == .unprocessableContent)
        #expect(error?.details.keys.first == "Idempotency-Key")
    }

    @Test func `a request may do without`() throws {
        #expect(try key(nil) == nil)
    }

    @Test func `the document lists the key only where something is created`() throws {
        let document = OpenAPIDocument(title: "", version: "", summary: "", groups: [sampleRoutes])
        for route in sampleRoutes.routes {
            let operation = document.json["paths"]?["/api/v1\(route.target)"]?[route.method.rawValue.lowercased()]
            guard case .array(let parameters) = operation?["parameters"] ?? [] else { continue }
            let declared = parameters.compactMap { document.resolved($0)["name"] }
            #expect(declared.contains("Idempotency-Key") == route.takesIdempotencyKey)
        }
        let creating = Route<SampleContext>(.post, "/new", "new", .toAnyone, status: .created, "", list)
        #expect(creating.takesIdempotencyKey)
        let group = RouteGroup<SampleContext>("new", bases: [""], [creating])
        let document2 = OpenAPIDocument(title: "", version: "", summary: "", groups: [group])
        let operation = document2.json["paths"]?["/new"]?["post"]
        #expect(document2.faults == [])
        #expect(operation?["responses"]?["409"] != nil && operation?["responses"]?["422"] != nil)
        #expect(operation?["responses"]?["201"]?["headers"]?["Idempotent-Replayed"] != nil)
    }
}
