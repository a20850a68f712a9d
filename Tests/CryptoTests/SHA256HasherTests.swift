import Crypto
import Testing

@Suite struct SHA256HasherTests {
    // FIPS 180-2 appendix B, and the digest of no bytes.
    static let known = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ]

    @Test(arguments: known)
    func `digests the examples of the standard`(text: String, digest: String) {
        #expect(hexEncoded(sha256(text)) == digest)
    }

    @Test(arguments: 0...56)
    func `gives the same digest wherever the bytes are split`(at split: Int) {
        let bytes = Array(Self.known[2].0.utf8)
        var hasher = SHA256Hasher()
        hasher.update(bytes[..<split])
        hasher.update(bytes.span.extracting(split...))
        #expect(hasher.finalize() == sha256(bytes))
    }
}
