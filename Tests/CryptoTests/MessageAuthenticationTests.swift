import Crypto
import Testing

@Suite struct MessageAuthenticationTests {
    /// RFC 4231 §4.3: key "Jefe".
    static let jefe: [(HMACDigest, String)] = [
        (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            .sha384,
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
        ),
        (
            .sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
    ]

    @Test(arguments: jefe)
    func `authenticates the example of the standard`(digest: HMACDigest, code: String) {
        let made = hmac(digest, key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
        #expect(hexEncoded(made) == code)
        #expect(made.count == digest.codeBytes)
    }

    @Test func `takes an empty key and an empty message`() {
        #expect(
            hexEncoded(hmac(.sha256, key: [], message: []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test func `does not take the key of the code before when a key is empty`() {
        let before = hmac(.sha256, key: [1, 2, 3], message: [])
        #expect(hmac(.sha256, key: [], message: []) != before)
    }
}
