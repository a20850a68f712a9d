import FoundationEssentials
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// What is read of a `touch`.
@Suite struct TouchTests {
    private static let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    private func shown(_ attribution: Attribution?) throws -> JSON {
        try JSONText.parse(JSONText.bytes(of: #require(attribution)))
    }

    private static let touch: JSON = [
        "utm_source": "google", "utm_medium": "cpc", "utm_campaign": "Verão 2026", "utm_term": "bolo",
        "utm_content": "a",
        "gclid": "Cj0KCQ-_x", "gbraid": "b", "wbraid": "w", "fbclid": "IwAR", "msclkid": "m", "ttclid": "t",
        "referrer": "www.google.com", "landing": "/bolos", "at": "2026-01-30T10:00:00Z",
    ]

    @Test func `an object and its text are the same, and both come back as they were`() throws {
        let both: JSON = ["first": Self.touch, "last": ["utm_source": "news"]]
        let read = try #require(Attribution(.json(both)))
        #expect(try shown(read) == both)
        #expect(Attribution(.text(String(decoding: both.bytes, as: UTF8.self))) == read)
        #expect(Attribution(.json(.string(String(decoding: both.bytes, as: UTF8.self)))) == read)
        #expect(read.first?.values.keys == Touch.names)
        #expect(try Attribution.schema.faults(of: read) == [])
    }

    @Test(arguments: ["", "x", "[]", "1", "null", "\"{}\"", "{\"first\":", "{\"first\":{},\"first\":{}}", "{}{}"])
    func `a text that is no such object is ignored`(text: String) {
        #expect(Attribution(.text(text)) == nil)
    }

    @Test(arguments: [JSON.null, 1, true, [], "x"])
    func `a value that is no such object is ignored`(value: JSON) {
        #expect(Attribution(.json(value)) == nil)
        #expect(Attribution(.json(["first": value, "last": value])) == Attribution())
    }

    @Test(
        arguments: [
            ("utm_source", .string(String(repeating: "é", count: 200)), true),
            ("utm_source", .string(String(repeating: "é", count: 201)), false),
            ("gclid", .string(String(repeating: "x", count: 1_000)), false), ("utm_source", 7, false),
            ("utm_source", ["a"], false), ("utm_source", "a\u{0}b", false), ("utm_source", "a\nb", false),
            ("utm_source", " ", false), ("utm_source", "<script>", true), ("utm_source", "Robert'); DROP TABLE", true),
            ("UTM_SOURCE", "a", false), ("utm_id", "a", false), ("password", "a", false),
            ("referrer", "[2001:db8::1]", true), ("referrer", "https://www.google.com/search?q=me", false),
            ("referrer", "me@example.com", false), ("landing", "/a/b", true), ("landing", "/a?token=1", false),
            ("at", "2026-01-30T10:00:00Z", true), ("at", "yesterday", false), ("at", 1_769_767_200, false),
        ] as [(String, JSON, Bool)])
    func `values that break a rule are dropped, and no other`(name: String, value: JSON, isKept: Bool) throws {
        let members: [(String, JSON)] = [("utm_medium", "cpc"), (name, value)]
        let touch = JSON.object(Members(members, uniquingKeysWith: { $1 }))
        let read = try shown(Attribution(.json(["first": touch, "last": nil])))
        let kept: JSON? = isKept ? value : Optional.none
        #expect(read["first"]?[name] == kept)
        #expect(read["first"]?["utm_medium"] == "cpc")
        #expect(read["last"] == .null)
    }

    @Test func `a time is written in UTC, to the second`() throws {
        let read = Attribution(.json(["last": ["at": "2026-01-30T07:00:00.123-03:00"]]))
        #expect(try shown(read)["last"]?["at"] == "2026-01-30T10:00:00Z")
    }

    @Test func `a touch of nothing known stays one`() throws {
        #expect(try shown(Attribution(.json(["first": ["x": "y"]]))) == ["first": [:], "last": nil])
    }

    @Test(
        arguments: [
            ("https://desk.example/?utm_source=news&utm_campaign=Ver%C3%A3o+26", "desk.example", "/"),
            (
                "http://Desk.Example:80/en/?x=1&utm_source=news&utm_campaign=Ver%C3%A3o%2026#top", "desk.example:8",
                "/en/"
            ),
            ("https://[::1]:84/embed?parent=x&utm_source=news&utm_campaign=Ver%C3%A3o%2026", "[::1]", "/embed"),
            ("https://desk.example?utm_source=news&utm_source=other&utm_campaign=Ver%C3%A3o%2026", "desk.example", "/"),
        ])
    func `the page that a form was sent from has a query of its own`(page: String, host: String, path: String) throws {
        let touch: JSON = [
            "utm_source": "news", "utm_campaign": "Verão 26", "landing": .string(path), "at": "2026-01-31T12:00:00Z",
        ]
        #expect(
            try shown(Attribution(ofPage: page, on: host, at: Self.now)) == ["first": touch, "last": touch])
    }

    @Test(
        arguments: [
            ("https://desk.example/", "desk.example"), ("https://desk.example/?x=utm_source", "desk.example"),
            ("https://desk.example/?utm_source=", "desk.example"),
            ("https://desk.example/?utm_source=%zz", "desk.example"),
            ("https://evil.example/?utm_source=a", "desk.example"),
            ("https://desk.example.evil.example/?utm_source=a", "desk.example"),
            ("https://desk.example@evil.example/?utm_source=a", "desk.example"),
            ("javascript:utm_source=a", "desk.example"),
            ("//desk.example/?utm_source=a", "desk.example"), ("", "desk.example"), ("https://?utm_source=a", nil),
            ("https://desk.example/?\(String(repeating: "a", count: 9_000))&utm_source=a", "desk.example"),
        ] as [(String, String?)])
    func `a page of another host, or without a campaign, says nothing`(page: String, host: String?) {
        #expect(Attribution(ofPage: page, on: host, at: Self.now) == nil)
    }
}
