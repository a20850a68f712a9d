import FoundationEssentials
import HTTP

/// Access tokens that one thread has verified, so that a token's code is computed once and not for each of its requests.
///
/// The cache holds the verified claims of a token; its expiry and its session are
/// looked at each time. For one thread.
final class VerifiedTokens {
    /// The most tokens remembered.
    static let limit = 512

    private let signer: TokenSigner
    private var tokens: [ByteText: Token] = [:]

    /// Nothing verified yet.
    init(_ signer: TokenSigner) {
        self.signer = signer
    }

    /// The claims of an access token.
    ///
    /// - Throws: `TokenError` for any text that is not such a token now.
    func accessToken(_ text: String, at now: Date = Date()) throws(TokenError) -> Token {
        guard text.utf8.count <= Token.maximumBytes else { throw .tooLong }
        let key = ByteText(text)
        if let token = tokens[key] {
            guard token.expiresAt > now else { throw .expired }
            return token
        }
        let token = try signer.verify(text, as: .access, at: now)
        if tokens.count >= Self.limit { tokens.removeAll(keepingCapacity: true) }
        tokens[key] = token
        return token
    }
}
