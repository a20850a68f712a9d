import Foundation
import Testing

@testable import Routing

private struct Sample: Encodable {
    struct Inner: Encodable {
        let list: [Int]
        let nothing: String?
    }
    struct Empty: Encodable {}

    let text: String
    let number: Int
    let money: Decimal
    let ratio: Double
    let flag: Bool
    let inner: Inner?
    let missing: Inner?
    let many: [Inner]
    let empty: Empty
    let byName: [String: UInt8]
}

private func sample(_ text: String) -> Sample {
    let inner = Sample.Inner(list: [1, -2, .max], nothing: nil)
    return Sample(
        text: text, number: .min, money: Decimal(string: "199.90") ?? 0, ratio: 0.25, flag: true, inner: inner,
        missing: nil,
        many: [inner, .init(list: [], nothing: text)], empty: .init(), byName: ["a": 255])
}

private func text(_ value: some Encodable) throws -> String {
    String(decoding: try JSONText.bytes(of: value), as: UTF8.self)
}

@Suite struct JSONOutputTests {
    @Test(arguments: [
        "", "plain", "q\"b\\s/", "\n\r\t\u{0}\u{1F}\u{7F}", "Ação 🚀 \u{2028}", String(repeating: "é", count: 5000),
    ])
    func `a value reads back as Foundation's encoder would have written it`(_ text: String) throws {
        let ours = try JSONText.parse(try JSONText.bytes(of: sample(text)))
        let theirs = try JSONText.parse([UInt8](try JSONEncoder().encode(sample(text))))
        #expect(ours == theirs)
    }

    @Test func `members stand in the order they are encoded`() throws {
        let expected = #"{"list":[1],"nothing":"x"}"#
        #expect(try text(Sample.Inner(list: [1], nothing: "x")) == expected)
    }

    @Test func `control characters are escaped and nothing else`() throws {
        #expect(try text("\u{0}\u{1F}\"\\/é") == #""\u0000\u001f\"\\/é""#)
    }

    @Test func `a number that JSON has not is not written`() {
        #expect(throws: EncodingError.self) { try JSONText.bytes(of: [Double.nan]) }
    }

    @Test func `whole numbers have no fraction`() throws { #expect(try text([1.0, 2.5]) == "[1,2.5]") }

    private struct Nesting: Encodable {
        enum Key: String, CodingKey { case a, b, c }
        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedContainer(keyedBy: Key.self, forKey: .a)
            try inner.encode(1, forKey: .b)
            var list = inner.nestedUnkeyedContainer(forKey: .c)
            try list.encode("x")
            try list.encodeNil()
            try outer.encode(2, forKey: .b)
        }
    }

    @Test func `containers within containers close where the outer one goes on`() throws {
        #expect(try text(Nesting()) == #"{"a":{"b":1,"c":["x",null]},"b":2}"#)
        #expect(try text([Nesting()]) == #"[{"a":{"b":1,"c":["x",null]},"b":2}]"#)
    }
}
