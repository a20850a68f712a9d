import Routing
import Testing

private struct Declared: Encodable {
    struct Inner: Encodable {
        let zeta: [Int]
        let alpha: String?
        let omega: Double
    }
    enum CodingKeys: String, CodingKey { case second = "z", first = "a", inner, any, named }
    let second = 2
    let first = true
    let inner = [Inner(zeta: [3, 1], alpha: nil, omega: 1), Inner(zeta: [], alpha: "x\"\u{301}\\\u{1}", omega: 0.1)]
    let any: JSON = ["z": nil, "b": [1, "é"]]
    let named: Members<[String]> = ["z": ["1"], "a": []]
}

private struct Unordered: Encodable {
    let counts = ["a": 1]
}

@Suite struct JSONTextEncoderTests {
    @Test func `members come in the order of their declaration, again and again`() throws {
        let expected =
            #"{"z":2,"a":true,"inner":[{"zeta":[3,1],"omega":1},{"zeta":[],"alpha":"x\"\#u{301}\\\u0001","omega":0.1}],"#
            + #""any":{"z":null,"b":[1,"é"]},"named":{"z":["1"],"a":[]}}"#
        for _ in 0..<20 { #expect(String(decoding: try JSONText.bytes(of: Declared()), as: UTF8.self) == expected) }
    }

    @Test func `a dictionary has no order and is refused, so is a number that JSON has not`() {
        #expect(throws: EncodingError.self) { try JSONText.bytes(of: Unordered()) }
        #expect(throws: EncodingError.self) { try JSONText.bytes(of: [Double.infinity]) }
    }

    @Test(arguments: ["\"", "\\", "\u{8}", "\u{C}", "\n", "\u{0}", "\u{1F}", "/", "\u{7F}", "\u{2028}"])
    func `a sign that JSON escapes is escaped whatever mark follows it`(sign: String) throws {
        for mark in ["\u{301}", "\u{200D}", "\u{FE0F}", "\u{20DD}"] {
            let text = "Acme \(sign)\(mark)"
            #expect(try JSONText.parse(JSONText.bytes(of: [text])) == .array([.string(text)]))
        }
    }
}
