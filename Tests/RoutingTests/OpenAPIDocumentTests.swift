import HTTP
import Routing
import TestSupport
import Testing

@Suite struct OpenAPIDocumentTests {
    private let document = OpenAPIDocument(title: "Sample", version: "1", summary: "A sample.", groups: [sampleRoutes])

    @Test func `is sound`() {
        #expect(document.faults == [])
    }

    @Test func `the check of documents finds what is not sound`() {
        let routes = RouteGroup<SampleContext>(
            "bad", bases: [""],
            [
                Route(.get, "/a/{other}", "same", .toAnyone, "", thing),
                Route(.get, "/b/{id}", "same", .toAnyone, "", list),
            ])
        let faults = OpenAPIDocument(title: "", version: "", summary: "", groups: [routes]).faults
        #expect(faults.count == 3)
        #expect(faults.contains { $0.contains("operationId stands twice") })
    }

    @Test func `lists every operation once, under the canonical base`() {
        guard case .object(let paths)? = document.json["paths"] else {
            Issue.record("no paths")
            return
        }
        #expect(paths.count == 5)
        #expect(paths.keys.allSatisfy { $0.hasPrefix("/api/v1/things") })
        #expect(document.json["openapi"] == "3.1.0")
    }

    @Test func `shows the shapes of a handler, its access and its failures`() {
        let operation = document.json["paths"]?["/api/v1/things/{id}/name"]?["put"]
        #expect(operation?["operationId"] == "nameThing")
        #expect(operation?["x-permission"] == "touch")
        #expect(operation?["security"] == [["bearer": []]])
        let reference: JSON = ["application/json": ["schema": ["$ref": "#/components/schemas/EchoInput"]]]
        #expect(operation?["requestBody"]?["content"] == reference)
        guard case .object(let responses)? = operation?["responses"] else {
            Issue.record("no responses")
            return
        }
        #expect(
            responses.keys.sorted() == [
                "200", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503",
            ])
        #expect(document.json["components"]?["schemas"]?["Echo"]?["required"] == ["text"])
    }

    @Test func `lists a parameter of several operations once, and one of a single operation where it is`() throws {
        func parameters(_ names: [String]) -> [JSON] {
            let routes = names.map { Route<SampleContext>(.put, "/\($0)/{id}", $0, .toAnyone, "", echo) }
            let document = OpenAPIDocument(
                title: "", version: "", summary: "", groups: [RouteGroup<SampleContext>("some", bases: [""], routes)])
            #expect(document.faults == [])
            guard case .array(let found)? = document.json["paths"]?["/a/{id}"]?["put"]?["parameters"] else { return [] }
            #expect(found.map { document.resolved($0)["name"] } == ["id", "count"])
            return found
        }
        #expect(parameters(["a", "b"]).last == ["$ref": "#/components/parameters/count"])
        #expect(parameters(["a"]).last?["name"] == "count")
    }

    @Test func `an operation for anyone asks for no token, and one without an answer shows no content`() {
        let operation = document.json["paths"]?["/api/v1/things/special"]?["get"]
        #expect(operation?["security"] == nil)
        #expect(operation?["responses"]?["200"]?["content"] == nil)
        #expect(operation?["responses"]?["304"] != nil)
        #expect(operation?["responses"]?["401"] == nil)
    }
}

@Suite struct RouteTests {
    @Test func `serves by the shapes it declares`() throws {
        let route = try #require(sampleRoutes.routes.first { $0.operation == "nameThing" })
        func respond(_ json: JSON, id: String = "7", query: String = "") throws -> Response {
            let request = Request(try SampleExchange("PUT", "/api/v1/things/7/name?\(query)", json: json))
            return try route.respond(InputReader(request, segments: ["id": id]), SampleContext(request))
        }
        let response = try respond(["texto": "a"], query: "count=3")
        guard case .bytes(let bytes) = response.content else {
            Issue.record("no content")
            return
        }
        #expect(try JSONText.parse(bytes) == ["count": 3, "text": "a"])
        #expect(response[.eTag] == "\"1\"")
        #expect(response[.cacheControl] == "private, no-cache")
        #expect(throws: APIError.self) { try respond([:]) }
        #expect(throws: APIError.notFound) { try respond(["text": "a"], id: "") }
    }

    @Test(arguments: [nil, 3])
    func `the sample has the shape it declares`(count: Int?) throws {
        #expect(try Echo.schema.faults(of: Echo(text: "a", count: count)) == [])
    }

    @Test func `the check of shapes finds what disagrees`() throws {
        #expect(try Echo.schema.faults(of: ["text": 1, "more": true] as JSON).count == 2)
        #expect(try Echo.schema.faults(of: [:] as JSON) == ["value.text: missing"])
        #expect(try Schema.array(of: Echo.schema).faults(of: [["text": "a"], [:]] as JSON).count == 1)
        #expect(try Echo.schema.orNull.faults(of: JSON.null) == [])
        #expect(try ErrorReport.schema.faults(of: ["error": nil] as JSON) == ["value.error: wrong type"])
    }
}
