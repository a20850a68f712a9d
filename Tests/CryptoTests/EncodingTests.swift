import Crypto
import Testing

@Suite struct EncodingTests {
    /// RFC 4648 §10, without the padding.
    static let base64 = [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: base64)
    func `base64url of the examples of the standard goes there and back`(bytes: String, text: String) {
        #expect(base64URLEncoded(Array(bytes.utf8)) == text)
        #expect(base64URLDecoded(text) == Array(bytes.utf8))
    }

    @Test func `base64url uses the URL-safe alphabet`() {
        #expect(base64URLEncoded([0xfb, 0xef, 0xff]) == "--__")
        #expect(base64URLDecoded("--__") == [0xfb, 0xef, 0xff])
    }

    @Test(arguments: [
        "Zg==", "Zm8=", "Zm9vYg==", "A", "AAAAA", "Zh", "Zm9", "Zm 9v", "Zm9v\n", "Zm9v ", "+/+/", "Zm?v", "Zé",
        "Z\u{0}",
    ])
    func `base64url that is not canonical is refused`(text: String) {
        #expect(base64URLDecoded(text) == nil)
    }

    @Test func `no two base64url texts of a length decode to the same bytes`() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let decoded = alphabet.flatMap { first in alphabet.compactMap { base64URLDecoded("\(first)\($0)") } }
        #expect(decoded.count == 256)
        #expect(Set(decoded).count == 256)
    }

    @Test func `hexadecimal goes there and back`() {
        let bytes = Array(UInt8.min...UInt8.max)
        #expect(hexEncoded([0, 9, 10, 255]) == "00090aff")
        #expect(hexDecoded(hexEncoded(bytes)) == bytes)
    }

    @Test(arguments: ["0", "0g", "FF", " 0", "00 ", "0x", "é0"])
    func `hexadecimal of another form is refused`(text: String) {
        #expect(hexDecoded(text) == nil)
    }

    @Test(
        arguments: [
            ([], [], true), ([1, 2], [1, 2], true), ([1, 2], [1, 3], false), ([1], [1, 2], false), ([], [0], false),
        ] as [([UInt8], [UInt8], Bool)])
    func `equality in constant time is equality`(left: [UInt8], right: [UInt8], isEqual: Bool) {
        #expect(isEqualInConstantTime(left, right) == isEqual)
    }

    @Test func `random bytes are as many as asked for and differ`() {
        #expect(randomBytes(0).isEmpty)
        #expect(randomBytes(32).count == 32)
        #expect(randomBytes(32) != randomBytes(32))
    }
}
