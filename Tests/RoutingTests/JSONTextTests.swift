import Routing
import TestSupport
import Testing

@Suite struct JSONTextTests {
    private static func parse(_ text: String) throws(JSONText.Fault) -> JSON { try JSONText.parse(Array(text.utf8)) }

    @Test(arguments: [
        ("0.1", "0.1"), ("199.90", "199.9"), ("9999999999.99", "9999999999.99"), ("-0.07", "-0.07"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"), ("1e3", "1000"),
        ("0.30000000000000004", "0.30000000000000004"), ("-0", "0"), ("0.000", "0"), ("0e-9", "0"), ("100", "100"),
        ("1.50E+2", "150"), ("125e-2", "1.25"), ("-12e-4", "-0.0012"), ("0.0000001e7", "1"),
    ])
    func `numbers are exact decimals`(text: String, decimal: String) throws {
        guard case .number(let number) = try Self.parse(text) else {
            Issue.record("no number")
            return
        }
        #expect(number.text == text)
        #expect(number.decimal == decimal)
        #expect(try Self.parse(text) == Self.parse(decimal))
        #expect(number.integer == Int(decimal))
    }

    @Test func `numbers of one value are one, and a set knows them`() throws {
        let same: Set = [JSONNumber(100), try Self.number("1e2"), try Self.number("100.00"), try Self.number("10E+1")]
        #expect(same.count == 1)
        #expect(try Self.number("1e400") != Self.number("1e401"))
        #expect(try Self.number("1e4000000000000") != Self.number("1e4000000000001"))
        #expect(try Self.number("1.1") != Self.number("1.10000000000000000000000000000000000001"))
    }

    private static func number(_ text: String) throws -> JSONNumber {
        guard case .number(let number) = try parse(text) else { throw JSONText.Fault.malformed }
        return number
    }

    @Test(arguments: [
        "0.1000000000000000000000000000000000000000000000001", "12345678901234567890123456789012345678901",
        "-12345678901234567890123456789012345678901e2", "1e200", "1e-200", "1e99999999999999999999",
        "1e9223372036854775807",
    ])
    func `a number of too many digits is none that a field takes`(text: String) throws {
        let json = try Self.parse("{\"a\": [\(text), 1], \"b\": \"\(text)\", \"c\": \(text)}")
        #expect(json["b"] == .string(text))
        guard case .array(let elements)? = json["a"], case .number(let number)? = elements.first,
            case .number(let last)? = json["c"]
        else {
            Issue.record("\(json)")
            return
        }
        #expect(number.decimal == nil && last.decimal == nil && last.text == text && elements.last == 1)
    }

    @Test(arguments: ["0.10000000000000000000000000000000000000000-", "01000000000000000000000000000000000000000000"])
    func `an invalid number stays invalid, however long`(text: String) {
        #expect(throws: JSONText.Fault.malformed) { try Self.parse(text) }
    }

    @Test func `reads every kind of value`() throws {
        let text = #" {"a": [1, -2.5, true, false, null], "b": {"c": "é\n\u00e9\ud83d\ude42"}, "": ""} "#
        #expect(
            try Self.parse(text) == [
                "a": [1, .number(try Self.number("-2.50")), true, false, nil],
                "b": ["c": "é\né🙂"], "": "",
            ])
    }

    @Test(arguments: [
        "", " ", "{", "}", "[1,]", #"{"a":1,}"#, "[,]", "{]", "01", "1.", ".5", "+1", "nul", "True", "'a'", #""a"#,
        #"{"a" 1}"#, "{a:1}", #"{"a":1} x"#, "{} {}", "[1] [2]", "\u{FEFF}{}", "[1 2]", #""\x""#, "\"a\tb\"",
        "// comment\n{}", "NaN", "[Infinity]", #""\u12""#,
    ])
    func `invalid JSON is malformed`(text: String) {
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
    func `a repeated name in the outermost object is found, however it is written`(text: String, name: String) {
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

    @Test func `brackets and commas inside strings are ignored`() throws {
        let text = String(repeating: "[{,", count: 30_000)
        #expect(try Self.parse("\"\(text)\"") == .string(text))
    }

    @Test func `accepts at most 65,536 values, or one for every 16 bytes of a text past 1 MiB`() throws {
        func list(_ count: Int, _ value: String) -> String {
            "[" + Array(repeating: value, count: count).joined(separator: ",") + "]"
        }
        #expect(throws: Never.self) { try Self.parse(list(JSONText.values - 1, "0")) }
        #expect(throws: JSONText.Fault.tooManyValues) { try Self.parse(list(JSONText.values, "0")) }
        #expect(throws: Never.self) { try Self.parse(list(190_000, #""fourteen signs""#)) }
    }

    @Test func `members keep their order, also of many, and a repeated one within keeps its place`() throws {
        let names = (0..<40).map { "n\($0 * 7 % 40)" }
        let text = "{" + names.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
        let json = try Self.parse(text)
        #expect(String(decoding: json.bytes, as: UTF8.self) == text)
        #expect(try Self.parse(#"{"o":{"b":1,"a":2,"b":3}}"#).bytes == Array(#"{"o":{"b":3,"a":2}}"#.utf8))
    }

    @Test(arguments: [("\u{212A}", "K"), ("e\u{301}", "é"), ("\u{1E9B}\u{323}", "\u{1E9B}\u{323}\u{200D}")])
    func `names and texts are the same only by their bytes`(one: String, other: String) throws {
        let json = try Self.parse(#"{"\#(one)":1,"\#(other)":2}"#)
        #expect(json[one] == 1 && json[other] == 2)
        #expect(JSON.string(one) != JSON.string(other))
    }

    @Test func `writes compactly and reads back what it wrote`() throws {
        let value: JSON = [
            "text": "a/b <é>\u{1}\"\\", "number": .number(try Self.number("199.90")), "list": [nil, true, []],
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
