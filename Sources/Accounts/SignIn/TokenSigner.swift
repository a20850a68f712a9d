package import Crypto
package import FoundationEssentials
import Frame
import Routing
import Values

/// Signs tokens with the current key and verifies them.
///
/// A token is refused unless it is, byte for byte, what this type could have made: the one algorithm that is configured,
/// canonical base64url, a valid code of full length, no repeated names.
///
/// Source: RFC 7515 §5; RFC 7519 §7; RFC 8725 §3.
package struct TokenSigner: Sendable {
    /// How far a token's time of making may lie ahead of our clock.
    package static let clockTolerance: Duration = .seconds(60)

    private let digest: HMACDigest
    private let keys: [[UInt8]]
    private let header: String
    private let algorithm: String

    /// A signer; `previousKey` still verifies and never signs.
    package init(_ digest: HMACDigest, key: [UInt8], previousKey: [UInt8]? = nil) {
        self.digest = digest
        keys = [key] + (previousKey.map { [$0] } ?? [])
        algorithm = digest.tokenAlgorithm
        header = base64URLEncoded(Array(#"{"alg":"\#(algorithm)","typ":"JWT"}"#.utf8))
    }

    /// The compact form of a token, signed with the key in use.
    package func sign(_ token: Token) -> String {
        let signed = header + "." + base64URLEncoded(Array(token.claims.utf8))
        return signed + "." + base64URLEncoded(hmac(digest, key: keys[0], message: Array(signed.utf8)))
    }

    /// The claims of a token of one kind.
    ///
    /// - Throws: `TokenError` for any text that is not such a token now.
    package func verify(_ text: String, as kind: Token.Kind, at now: Date = Date()) throws(TokenError) -> Token {
        let bytes = Array(text.utf8)
        guard bytes.count <= Token.maximumBytes else { throw .tooLong }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let code = base64URLDecoded(bytes.span.extracting(parts[2].indices)) else {
            throw .malformed
        }
        let signedBytes = parts[0].count + 1 + parts[1].count
        guard isOurs(code, of: bytes.span.extracting(first: signedBytes)) else { throw .wrongCode }
        guard let header = base64URLDecoded(bytes.span.extracting(parts[0].indices)),
            let payload = base64URLDecoded(bytes.span.extracting(parts[1].indices))
        else { throw .malformed }
        try check(header: header)
        return try token(of: payload, as: kind, at: now.wholeSeconds)
    }

    private func isOurs(_ code: [UInt8], of signed: Span<UInt8>) -> Bool {
        guard code.count == digest.codeBytes else { return false }
        for key in keys where isEqualInConstantTime(hmac(digest, key: key, message: signed), code) { return true }
        return false
    }

    private func check(header: [UInt8]) throws(TokenError) {
        guard let header = TokenMembers(header), header.string("alg") == algorithm, header.string("typ") == "JWT",
            header.members.keys.allSatisfy({ ["alg", "typ", "kid"].contains($0) })
        else { throw .wrongHeader }
    }

    private func token(of payload: [UInt8], as kind: Token.Kind, at now: Int64) throws(TokenError) -> Token {
        guard let claims = TokenMembers(payload), claims.string("typ") == kind.rawValue,
            claims.string("iss") == Token.issuer, claims.members["aud"] == nil,
            let subject = claims.string("sub"), Identifier<User>(subject) != nil,
            let id = claims.string("jti"), !id.isEmpty,
            let issuedAt = claims.integer("iat"), let expiresAt = claims.integer("exp")
        else { throw .wrongClaims }
        let session = claims.string("sid").flatMap { Session.ID($0) }
        let role = claims.string("role").flatMap(Role.init(rawValue:))
        guard kind == .leadSession || (session != nil && role != nil) else { throw .wrongClaims }
        if claims.members["nbf"] != nil {
            guard let notBefore = claims.integer("nbf") else { throw .wrongClaims }
            guard notBefore <= now else { throw .expired }
        }
        guard expiresAt > now, issuedAt <= now + Self.clockTolerance.components.seconds else { throw .expired }
        return Token(
            kind: kind, subject: subject, session: session, role: role, id: id,
            issuedAt: Date(timeIntervalSince1970: Double(issuedAt)),
            expiresAt: Date(timeIntervalSince1970: Double(expiresAt)))
    }
}

extension HMACDigest {
    /// The name of the digest's HMAC in a token's header and in `ALGORITHM`. Source: RFC 7518 §3.1.
    package var tokenAlgorithm: String {
        switch self {
        case .sha256: "HS256"
        case .sha384: "HS384"
        case .sha512: "HS512"
        }
    }

    /// The digest that a token algorithm names; nil for any other algorithm.
    package init?(tokenAlgorithm name: String) {
        guard let digest = Self.allCases.first(where: { $0.tokenAlgorithm == name }) else { return nil }
        self = digest
    }
}
