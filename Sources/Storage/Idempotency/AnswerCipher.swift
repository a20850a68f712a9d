import Crypto
package import Environment

/// Hides the answers that are kept under an `Idempotency-Key`, which may hold a ticket or a lead session: AES-256-GCM under a key made
/// of `SECRET_KEY`, with the record's digest as associated data. Under a key made of `SECRET_KEY_PREVIOUS` answers are read as well.
package struct AnswerCipher: Sendable {
    /// The first byte of a sealed content. No content that is answered begins with it: one that does not is as it was kept before
    /// contents were sealed.
    private static let mark: UInt8 = 0

    private let current: AES256GCM
    private let previous: AES256GCM?

    /// The cipher of the signing keys.
    package init(_ settings: Settings) {
        current = Self.cipher(settings.secretKey)
        previous = settings.previousSecretKey.map(Self.cipher)
    }

    private static func cipher(_ secret: String) -> AES256GCM {
        guard let cipher = AES256GCM(key: sha256("guiche kept answers\n\(secret)")) else {
            preconditionFailure("a SHA-256 digest is a key of 32 bytes")
        }
        return cipher
    }

    /// A content as it is stored under a digest.
    func seal(_ content: [UInt8], under digest: [UInt8]) -> [UInt8] {
        [Self.mark] + current.seal(content, authenticating: digest)
    }

    /// A stored content; nil when neither key opens it.
    func open(_ stored: [UInt8], under digest: [UInt8]) -> [UInt8]? {
        guard stored.first == Self.mark else { return stored }
        let sealed = Array(stored.dropFirst())
        return current.open(sealed, authenticating: digest) ?? previous?.open(sealed, authenticating: digest)
    }
}
