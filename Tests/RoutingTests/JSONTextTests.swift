import FoundationEssentials
import Routing
import TestSupport
import Testing

@Suite struct JSONTextTests {
    private static func parse(_ text: String) throws(JSONText.Fault) -> JSON { try JSONText.parse(Array(text.utf8)) }

    @Test(arguments: [
        ("0.1", "0.1"), ("199.90", "199.9"), ("9999999999.99", "9999999999.99"), ("-0.07", "-0.07"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"), ("1e3", "1000"),
        ("0.30000000000000004", "0.30000000000000004"),
    ])
    func `numbers are exact decimals`(text: String, decimal: String) throws {
        #expect(try Self.parse(text) == .number(try #require(Decimal(string: decimal))))
    }

    @Test(arguments: [
        "0.1000000000000000000000000000000000000000000000001", "12345678901234567890123456789012345678901",
        "-12345678901234567890123456789012345678901e2", "1e200",
    ])
    func `a number that would be rounded is none that a field takes`(text: String) throws {
        let json = try Self.parse("{\"a\": [\(text), 1], \"b\": \"\(text)\", \"c\": \(text)}")
        #expect(json["b"] == .string(text))
        guard case .array(let elements)? = json["a"], case .number(let number)? = elements.first,
            case .number(let last)? = json["c"]
        else {
            Issue.record("\(json)")
            return
        }
        #expect(number.isNaN && last.isNaN && elements.last == 1)
    }

    @Test(arguments: ["0.10000000000000000000000000000000000000000-", "01000000000000000000000000000000000000000000"])
    func `what is no number stays none, however long`(text: String) {
        #expect(throws: JSONText.Fault.malformed) { try Self.parse(text) }
    }

    @Test func `reads every kind of value`() throws {
        let text = #" {"a": [1, -2.5, true, false, null], "b": {"c": "é\n\u00e9\ud83d\ude42"}, "": ""} "#
        #expect(
            try Self.parse(text) == [
                "a": [1, .number(Decimal(sign: .minus, exponent: -1, significand: 25)), true, false, nil],
                "b": ["c": "é\né🙂"], "": "",
            ])
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", #"{"a":1,}"#, "[,]", "{]", "01", "1.", ".5", "+1", "nul", "True", "'a'", #""a"#,
        #"{"a" 1}"#, "{a:1}", #"{"a":1} x"#, "{} {}", "[1] [2]", "\u{FEFF}{}", "[1 2]", #""\x""#, "\"a\tb\"",
        "// comment\n{}", "NaN", "[Infinity]", #""\u12""#,
    ])
    func `what is no JSON text is malformed`(text: String) {
        #expect(throws: JSONText.Fault.malformed) { try Self.parse(text) }
    }

    @Test(arguments: [[0xFF], [0x22, 0xC3, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFF, 0xFE, 0x7B, 0, 0x7D, 0]])
    func `bytes that are not UTF-8 are malformed`(bytes: [UInt8]) {
        #expect(throws: JSONText.Fault.malformed) { try JSONText.parse(bytes) }
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, "a"), (#"{"a":1,"b":2,"\u0061":3}"#, "a"), (#"{"":1, "":1}"#, ""),
        (#"{"a\"b":1,"x":{"y":2},"a\u0022b":1}"#, "a\"b"), (#"{"é":1,"\u00e9":2}"#, "é"),
    ])
    func `a name that stands twice in the outermost object is found, however it is written`(text: String, name: String)
    {
        #expect(throws: JSONText.Fault.duplicateName(name)) { try Self.parse(text) }
    }

    @Test(arguments: [
        #"{"a":"a","b":"a"}"#, #"{"a":{"x":1},"b":{"x":2}}"#, #"[{"a":1},{"a":2}]"#, #"{"a":["a","a"],"A":1}"#,
    ])
    func `the same text in other places is no duplicate`(text: String) throws {
        #expect(throws: Never.self) { try Self.parse(text) }
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func `takes 64 levels and not 65`(open: String, close: String) throws {
        func nested(_ levels: Int) -> String {
            String(repeating: open, count: levels) + "1" + String(repeating: close, count: levels)
        }
        #expect(throws: Never.self) { try Self.parse(nested(JSONText.depth)) }
        #expect(throws: JSONText.Fault.tooDeep) { try Self.parse(nested(JSONText.depth + 1)) }
        #expect(throws: JSONText.Fault.tooDeep) { try Self.parse(String(repeating: open, count: 500_000)) }
    }

    @Test func `brackets and commas inside strings count for nothing`() throws {
        let text = String(repeating: "[{,", count: 30_000)
        #expect(try Self.parse("\"\(text)\"") == .string(text))
    }

    @Test func `takes 20,000 values and no more`() throws {
        func list(_ count: Int) -> String { "[" + Array(repeating: "0", count: count).joined(separator: ",") + "]" }
        #expect(throws: Never.self) { try Self.parse(list(JSONText.values - 1)) }
        #expect(throws: JSONText.Fault.tooManyValues) { try Self.parse(list(JSONText.values + 1)) }
    }

    @Test func `writes compactly and reads back what it wrote`() throws {
        let value: JSON = [
            "text": "a/b <é>\u{1}\"\\", "number": .number(Decimal(19990) / 100), "list": [nil, true, []],
        ]
        let bytes = try JSONText.bytes(of: value)
        #expect(try JSONText.parse(bytes) == value)
        #expect(!String(decoding: bytes, as: UTF8.self).contains("\\/"))
    }

    struct Suite: Decodable {
        struct Case: Decodable {
            let file: String
            let expect: String
        }
        let parsing: [Case]
    }

    @Test(.enabled(if: Vectors.has("jsonsuite.json")))
    func `agrees with the public suite`() throws {
        let cases = try Vectors.decoded("jsonsuite.json", as: Suite.self).parsing
        #expect(cases.count > 300)
        // Stricter by our own contract: names twice at the top.
        let refusedByRule: Set = ["y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"]
        for entry in cases {
            let text = try Vectors.bytes(of: "jsonsuite/\(entry.file)")
            let fault: JSONText.Fault?
            do throws(JSONText.Fault) {
                _ = try JSONText.parse(text)
                fault = nil
            } catch {
                fault = error
            }
            switch entry.expect {
            case "parse":
                #expect((fault == nil) != refusedByRule.contains(entry.file), "\(entry.file): \(fault as Any)")
            case "reject": #expect(fault != nil, "\(entry.file)")
            default: break
            }
        }
    }
}
