import HTTP
import TestSupport
import Testing

@testable import Routing

@Suite struct InputReaderTests {
    private static let name = Field("name", .line(1...5), aliases: ["nome"])
    private static let count = Field("count", .integer(1...9))
    private static let colour = Field("colour", Rule<Colour>.oneOf())

    private func reader(query: String = "", segments: [String: String] = [:]) -> InputReader {
        InputReader(Request(SampleExchange(["REQUEST_URI": "/x?\(query)"])), segments: segments)
    }

    private func reader(_ type: String?, _ content: String) -> InputReader {
        let variables = type.map { ["CONTENT_TYPE": $0] } ?? [:]
        return InputReader(Request(SampleExchange(variables, content: Array(content.utf8))), segments: [:])
    }

    /// The failure of a body; nil when it has none.
    private func failure(_ body: () throws -> Void) -> APIError? {
        do {
            try body()
            return nil
        } catch {
            return error as? APIError
        }
    }

    @Test(arguments: [
        (#"{"home": {"city": "Rome"}}"#, "Rome"), (#"{"town": "Oslo"}"#, "Oslo"),
        (#"{"town": "Oslo", "home": {"city": "Rome"}}"#, "Rome"),
        (#"{"town": "Oslo", "home": {"street": "x"}}"#, "Oslo"),
        (#"{"home": "Rome"}"#, nil), (#"{"home.city": "Rome"}"#, nil),
    ])
    func `a dot leads into an object, and the first name that is there wins`(content: String, city: String?) throws {
        let field = Field("home.city", .line(1...5), aliases: ["town"])
        let reader = reader("application/json", content)
        try reader.readJSON()
        #expect(reader.optional(field) == city)
        #expect(reader.change(field) == (city.map { .set($0) } ?? .keep))
    }

    @Test func `names every faulty field at once, in the order in which they were read`() throws {
        let reader = reader("application/json", #"{"name": "too long", "count": "3", "other": 1}"#)
        try reader.readJSON()
        let values = (reader.required(Self.name), reader.optional(Self.count), reader.required(Self.colour))
        let failure = try #require(failure { _ = try reader.checked(values.0, values.1, values.2) })
        #expect(failure.status == .unprocessableContent)
        #expect(failure.code == .invalidPayload)
        #expect(failure.details.keys == ["name", "count", "colour"])
        #expect(failure.details["colour"] == [Fault.missing.text])
        #expect(throws: failure) { try reader.check() }
    }

    @Test func `reads the members of an object, by any of their names, and leaves the others`() throws {
        let reader = reader("application/json; charset=utf-8", #"{"nome": " Ada ", "count": 3, "x": [1]}"#)
        try reader.readJSON()
        let (name, count) = try reader.checked(reader.required(Self.name), reader.required(Self.count))
        #expect(name == "Ada")
        #expect(count == 3)
        #expect(reader.optional(Self.colour) == nil)
        #expect(throws: Never.self) { try reader.check() }
    }

    @Test func `null is missing where a value is needed and absent where it is not`() throws {
        let reader = reader("application/json", #"{"name": null, "count": null}"#)
        try reader.readJSON()
        #expect(reader.optional(Self.count) == nil)
        try reader.check()
        #expect(reader.required(Self.name) == nil)
        #expect(failure { try reader.check() }?.details == ["name": [Fault.missing.text]])
    }

    @Test(
        arguments: [
            ("{}", .keep), (#"{"name": null}"#, .clear), (#"{"name": "Ada"}"#, .set("Ada")),
            (#"{"nome": null}"#, .clear), (#"{"name": ""}"#, .clear), (#"{"name": " \u200b"}"#, .clear),
            (#"{"name": null, "nome": "Ada"}"#, .clear), (#"{"name": "too long"}"#, .keep),
        ] as [(String, Change<String>)])
    func `a change keeps what is left out and clears what is null`(text: String, change: Change<String>) throws {
        let reader = reader("application/json", text)
        try reader.readJSON()
        #expect(reader.change(Self.name) == change)
    }

    @Test(arguments: [#""""#, #""  ""#, #""\u00a0\u200b""#, "null"])
    func `an invisible value is absent if optional and missing if required`(value: String) throws {
        let reader = reader("application/json", #"{"name": \#(value)}"#)
        try reader.readJSON()
        #expect(reader.optional(Self.name) == nil)
        try reader.check()
        #expect(reader.replacement(Self.name) == nil)
        #expect(failure { try reader.check() }?.details == ["name": [Fault.missing.text]])
    }

    @Test(arguments: ["count", "colour"])
    func `an empty text is null whatever the rule`(name: String) throws {
        let reader = reader("application/json", #"{"\#(name)": ""}"#)
        try reader.readJSON()
        #expect(reader.optional(Self.count) == nil)
        #expect(reader.optional(Self.colour) == nil)
        try reader.check()
        let changed = (reader.change(Self.count), reader.change(Self.colour))
        #expect(changed == (name == "count" ? (.clear, .keep) : (.keep, .clear)))
    }

    @Test func `remembers under which name a field came`() throws {
        let reader = reader("application/json", #"{"nome": "too long", "count": 99}"#)
        try reader.readJSON()
        #expect(reader.required(Self.name) == nil)
        #expect(reader.required(Self.count) == nil)
        #expect(reader.aliasesUsed == ["name": "nome"])
        let failure = try #require(failure { try reader.check() })
        #expect(failure.naming(reader.aliasesUsed).details.keys.sorted() == ["count", "nome"])
        let both = self.reader("application/json", #"{"nome": "Bea", "name": "too long"}"#)
        try both.readJSON()
        #expect(both.required(Self.name) == nil)
        #expect(both.aliasesUsed.isEmpty)
    }

    @Test(
        arguments: [
            ("colour[]=red&colour[]=green", [.red, .green], [:]),
            ("colour%5B%5D=red&colour=green", [.red, .green], [:]),
            ("colour[]=blue", [], ["colour": "colour[]"]), ("colour[0]=red&colours=red", [], [:]),
        ] as [(String, [Colour], [String: String])])
    func `a repeatable parameter may be named with brackets`(
        query: String, colours: [Colour], used: [String: String]
    ) throws {
        let reader = reader(query: query)
        #expect(try reader.queryAll(Self.colour) == colours)
        #expect((failure { try reader.check() } == nil) == used.isEmpty)
        if !used.isEmpty { #expect(reader.aliasesUsed == used) }
    }

    @Test(arguments: [("nome=Bea&name=Ada", "Ada"), ("name=Ada&nome=Bea", "Ada"), ("name=&nome=Bea", "Bea")])
    func `of two names of a parameter its own wins`(query: String, name: String) throws {
        #expect(try reader(query: query).query(Self.name) == name)
    }

    @Test(
        arguments: [
            ("application/json", "{", Status.badRequest), ("application/json", "", .badRequest),
            ("application/json", #"{"a":1,"a":2}"#, .badRequest), ("application/json", "[]", .unprocessableContent),
            ("application/json", "null", .unprocessableContent), ("application/json", "\"x\"", .unprocessableContent),
            ("text/plain", "{}", .unsupportedMediaType), (nil, "{}", .unsupportedMediaType),
            ("application/x-www-form-urlencoded", "a=1", .unsupportedMediaType),
            ("application/json", String(repeating: " ", count: InputReader.contentBytes + 1), .contentTooLarge),
        ] as [(String?, String, Status)])
    func `content that is no JSON object is refused for what it is`(type: String?, content: String, status: Status) {
        let reader = reader(type, content)
        #expect(failure { try reader.readJSON() }?.status == status)
    }

    @Test func `a form is read where one is accepted`() throws {
        let reader = reader("application/x-www-form-urlencoded", "nome=Ada+L&count=3&colour=")
        try reader.readJSONOrForm()
        let (name, count) = try reader.checked(reader.required(Self.name), reader.required(Self.count))
        #expect(name == "Ada L")
        #expect(count == 3)
        #expect(reader.optional(Self.colour) == nil)
        #expect(reader.change(Self.name) == .set("Ada L"))
        #expect(reader.change(Self.colour) == .keep)
        let json = self.reader("application/json", #"{"name":"Ada"}"#)
        try json.readJSONOrForm()
        #expect(json.required(Self.name) == "Ada")
    }

    @Test(arguments: ["name=a&name=b", "name=%zz", "name=%FF"])
    func `a field given twice and bad escapes are malformed`(content: String) {
        let reader = reader("application/x-www-form-urlencoded", content)
        #expect(failure { try reader.readJSONOrForm() }?.status == .badRequest)
    }

    @Test(arguments: [("count=3", 3), ("count=", nil), ("", nil), ("other=1", nil), ("count=1&count=2", 2)])
    func `an empty query parameter is absent, and the last of several is read`(query: String, count: Int?) throws {
        let reader = reader(query: query)
        #expect(try reader.query(Self.count) == count)
        try reader.check()
    }

    @Test func `a repeated parameter gives all its values`() throws {
        let reader = reader(query: "colour=red&colour=&colour=green&colour=red")
        #expect(try reader.queryAll(Self.colour) == [.red, .green, .red])
        let faulty = self.reader(query: "colour=red&colour=blue&count=x")
        #expect(try faulty.queryAll(Self.colour) == [.red])
        #expect(try faulty.query(Self.count) == nil)
        #expect(failure { try faulty.check() }?.details.keys.sorted() == ["colour", "count"])
    }

    @Test func `a query that cannot be read is malformed`() {
        #expect(failure { _ = try reader(query: "a=%").query(Self.count) }?.status == .badRequest)
    }

    @Test func `a value of the path that breaks its rule is not found`() throws {
        #expect(try reader(segments: ["count": "3"]).path(Self.count) == 3)
        #expect(throws: APIError.notFound) { try reader(segments: ["count": "x"]).path(Self.count) }
        #expect(throws: APIError.notFound) { try reader().path(Self.count) }
    }
}
