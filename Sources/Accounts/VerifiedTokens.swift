import FoundationEssentials

/// Access tokens that one thread has verified, so that a token's code is computed once and not for each of its requests.
///
/// What is remembered is that the token is ours and what it claims; whether its time is over and its session counts is
/// looked at each time. For one thread.
final class VerifiedTokens {
    /// The most tokens remembered.
    static let limit = 512

    private let signer: TokenSigner
    private var tokens: [String: Token] = [:]

    /// Nothing verified yet.
    init(_ signer: TokenSigner) {
        self.signer = signer
    }

    /// The claims of an access token.
    ///
    /// - Throws: `TokenError` for any text that is not such a token now.
    func accessToken(_ text: String, at now: Date = Date()) throws(TokenError) -> Token {
        if let token = tokens[text] {
            guard token.expiresAt > now else { throw .expired }
            return token
        }
        let token = try signer.verify(text, as: .access, at: now)
        if tokens.count >= Self.limit { tokens.removeAll(keepingCapacity: true) }
        tokens[text] = token
        return token
    }
}
