import Testing

@testable import Crypto

@Suite struct AES256GCMTests {
    struct Vector: Sendable {
        let key, nonce, data, text, hidden, tag: String
    }

    private static let key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
    private static let text =
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    private static let hidden =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

    // Test cases 13 through 16 of the submission of GCM to NIST (McGrew, Viega), Appendix B.
    static let vectors = [
        Vector(
            key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24), data: "", text: "",
            hidden: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "0", count: 64), nonce: String(repeating: "0", count: 24), data: "",
            text: String(repeating: "0", count: 32), hidden: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: key, nonce: "cafebabefacedbaddecaf888", data: "", text: text + "1aafd255",
            hidden: hidden + "898015ad", tag: "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            key: key, nonce: "cafebabefacedbaddecaf888", data: "feedfacedeadbeeffeedfacedeadbeefabaddad2", text: text,
            hidden: hidden, tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test(arguments: vectors)
    func `agrees with the vectors of NIST both ways`(vector: Vector) throws {
        let key = try #require(hexDecoded(vector.key))
        let box = try #require(AES256GCM(key: key))
        let (nonce, data) = (try #require(hexDecoded(vector.nonce)), try #require(hexDecoded(vector.data)))
        let text = try #require(hexDecoded(vector.text))
        let sealed = box.seal(text, authenticating: data, nonce: nonce)
        #expect(hexEncoded(sealed) == vector.nonce + vector.hidden + vector.tag)
        #expect(box.open(sealed, authenticating: data) == text)
    }

    @Test func `any changed bit, other data or another key opens nothing`() throws {
        let box = try #require(AES256GCM(key: randomBytes(32)))
        let sealed = box.seal(Array("secret".utf8), authenticating: [1, 2])
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(box.open(changed, authenticating: [1, 2]) == nil)
        }
        #expect(box.open(sealed, authenticating: [1, 3]) == nil)
        #expect(box.open(sealed, authenticating: []) == nil)
        #expect(box.open(sealed.dropLast().map { $0 }, authenticating: [1, 2]) == nil)
        #expect(box.open([], authenticating: []) == nil)
        #expect(try #require(AES256GCM(key: randomBytes(32))).open(sealed, authenticating: [1, 2]) == nil)
    }

    @Test func `no two texts share a nonce, and a key has 32 bytes`() throws {
        let box = try #require(AES256GCM(key: randomBytes(32)))
        let nonces = Set((0..<100).map { _ in Array(box.seal([7], authenticating: []).prefix(12)) })
        #expect(nonces.count == 100)
        #expect(AES256GCM(key: randomBytes(31)) == nil && AES256GCM(key: []) == nil)
    }
}
