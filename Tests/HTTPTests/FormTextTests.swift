import HTTP
import Testing

@Suite struct FormTextTests {
    @Test(arguments: [
        ("", []), ("a=1", ["a=1"]), ("a=1&b=2&a=3", ["a=1", "b=2", "a=3"]), ("a", ["a="]), ("a=", ["a="]),
        ("=1", ["=1"]), ("&&a=1&&", ["a=1"]), ("a=b=c", ["a=b=c"]), ("a=x+y", ["a=x y"]), ("a+b=%2B", ["a b=+"]),
        ("n%61me=%C3%A9%20%26", ["name=é &"]), ("a=%00", ["a=\0"]), ("é=ü", ["é=ü"]), ("a;b=1", ["a;b=1"]),
    ])
    func `reads the pairs in their order`(text: String, pairs: [String]) throws {
        #expect(try FormText.pairs(in: text).map { "\($0.name)=\($0.value)" } == pairs)
    }

    @Test(arguments: ["a=%", "a=%4", "a=%4g", "%zz=1", "a=%C3", "a=%FF", "a=%C0%80", "a=%ED%A0%80", "a=1&b=%"])
    func `bad escapes and bytes that are not UTF-8 are malformed`(text: String) {
        #expect(throws: FormText.Fault.malformed) { try FormText.pairs(in: text) }
    }

    @Test func `keeps at most 200 pairs`() throws {
        let most = Array(repeating: "a=1", count: FormText.pairs).joined(separator: "&")
        #expect(try FormText.pairs(in: most).count == 200)
        #expect(throws: FormText.Fault.tooManyPairs) { try FormText.pairs(in: most + "&a=1") }
    }

    @Test(arguments: [
        ("a+b", "a+b"), ("a%2Fb", "a/b"), ("%c3%A9", "é"), ("", ""), ("100%", nil), ("%E9", nil),
    ])
    func `decodes a path segment, where a plus is literal`(text: String, decoded: String?) {
        #expect(FormText.percentDecoded(text) == decoded)
    }
}
