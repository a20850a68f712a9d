import Accounts
import Crypto
import FoundationEssentials
import Frame
import Testing
import Values

/// What the token tests sign with and for.
enum Sample {
    static let key = Array("0123456789abcdef0123456789ABCDEF".utf8)
    static let now = Date(timeIntervalSince1970: 1_800_000_000)
    static let caller = Caller(id: User.ID(), username: "ada", role: .manager, session: Session.ID())
    static let signer = TokenSigner(.sha256, key: key)

    static func token(_ kind: Token.Kind = .access, seconds: Double = 3600) -> Token {
        Token(kind, of: caller, issuedAt: now, expiresAt: now + seconds)
    }

    /// A token of any header and claims under the key in use.
    static func forged(header: String = #"{"alg":"HS256","typ":"JWT"}"#, claims: String) -> String {
        let signed = base64URLEncoded(Array(header.utf8)) + "." + base64URLEncoded(Array(claims.utf8))
        return signed + "." + base64URLEncoded(hmac(.sha256, key: key, message: Array(signed.utf8)))
    }

    /// The claims that our own token of now has, as JSON without the outer braces and the named members.
    static func members(without left: String...) -> String {
        let payload = signer.sign(token()).split(separator: ".")[1]
        let claims = String(decoding: base64URLDecoded(String(payload)) ?? [], as: UTF8.self)
        return claims.dropFirst().dropLast().split(separator: ",")
            .filter { member in !left.contains { member.hasPrefix("\"\($0)\":") } }.joined(separator: ",")
    }
}

@Suite struct TokenSignerTests {
    @Test(arguments: HMACDigest.allCases, [Token.Kind.access, .refresh])
    func `gives back the claims it signed`(digest: HMACDigest, kind: Token.Kind) throws {
        let signer = TokenSigner(digest, key: Sample.key)
        let token = Sample.token(kind)
        #expect(try signer.verify(signer.sign(token), as: kind, at: Sample.now) == token)
    }

    @Test func `signs the claims of the contract`() throws {
        let token = Sample.token()
        let parts = Sample.signer.sign(token).split(separator: ".").map { base64URLDecoded(String($0)) ?? [] }
        #expect(String(decoding: parts[0], as: UTF8.self) == #"{"alg":"HS256","typ":"JWT"}"#)
        let claims = try JSONDecoder().decode([String: ClaimValue].self, from: Data(parts[1]))
        #expect(Set(claims.keys) == ["iss", "sub", "typ", "role", "sid", "jti", "iat", "exp"])
        #expect(claims["sub"] == .string(Sample.caller.id.text))
        #expect(claims["exp"] == .number(1_800_003_600))
    }

    @Test func `a lead session names the lead and no user's session`() throws {
        let lead = User.ID().text
        let token = Token(leadSessionOf: lead, issuedAt: Sample.now, expiresAt: Sample.now + 60)
        let verified = try Sample.signer.verify(Sample.signer.sign(token), as: .leadSession, at: Sample.now)
        #expect(verified.subject == lead)
        #expect(verified.session == nil)
    }

    @Test(arguments: [
        (Token.Kind.access, Token.Kind.refresh), (.refresh, .access), (.access, .leadSession), (.refresh, .leadSession),
    ])
    func `no kind passes for another`(made: Token.Kind, asked: Token.Kind) {
        let text = Sample.signer.sign(Sample.token(made))
        #expect(throws: TokenError.wrongClaims) { try Sample.signer.verify(text, as: asked, at: Sample.now) }
    }

    @Test func `is valid until the second before its expiry`() throws {
        let text = Sample.signer.sign(Sample.token(seconds: 10))
        #expect(throws: Never.self) { try Sample.signer.verify(text, as: .access, at: Sample.now + 9.9) }
        #expect(throws: TokenError.expired) { try Sample.signer.verify(text, as: .access, at: Sample.now + 10) }
    }

    @Test func `the previous key verifies and does not sign`() throws {
        let rotated = TokenSigner(.sha256, key: Array("another".utf8), previousKey: Sample.key)
        let old = Sample.signer.sign(Sample.token())
        #expect(throws: Never.self) { try rotated.verify(old, as: .access, at: Sample.now) }
        #expect(throws: TokenError.wrongCode) {
            try Sample.signer.verify(rotated.sign(Sample.token()), as: .access, at: Sample.now)
        }
    }

    @Test func `an algorithm that is not configured is refused under the right key`() {
        let other = TokenSigner(.sha512, key: Sample.key).sign(Sample.token())
        #expect(throws: TokenError.wrongCode) { try Sample.signer.verify(other, as: .access, at: Sample.now) }
    }

    @Test func `nothing past the length limit is looked at`() {
        let claims = "{\(Sample.members()),\"pad\":\"\(String(repeating: "a", count: 4096))\"}"
        #expect(throws: TokenError.tooLong) {
            try Sample.signer.verify(Sample.forged(claims: claims), as: .access, at: Sample.now)
        }
    }

    @Test(arguments: [
        #"{"alg":"HS256"}"#, #"{"typ":"JWT"}"#, #"{"alg":"HS256","typ":"jwt"}"#, #"{"alg":"hs256","typ":"JWT"}"#,
        #"{"alg":"none","typ":"JWT"}"#, #"{"alg":"HS256","alg":"HS256","typ":"JWT"}"#,
        #"{"alg":"HS256","typ":"JWT","crit":["exp"]}"#, #"{"alg":"HS256","typ":"JWT","jku":"https://example.com"}"#,
        #"{"alg":"HS256","typ":"JWT","jwk":{}}"#, #"{"alg":"HS256","typ":"JWT","x5u":"a"}"#,
        #"{"alg":"HS256","typ":"JWT","x5c":[]}"#, #"{"alg":"HS256","typ":"JWT","zip":"DEF"}"#,
        #"{"alg":"HS256","typ":"JWT"} "x""#, "[]", "", "{", #"{"alg":"HS256","typ":"JWT",}"#,
    ])
    func `another header is refused under the right key`(header: String) {
        let text = Sample.forged(header: header, claims: "{\(Sample.members())}")
        #expect(throws: TokenError.wrongHeader) { try Sample.signer.verify(text, as: .access, at: Sample.now) }
    }

    @Test(arguments: [
        #"{"typ":"JWT","alg":"HS256"}"#, #"{"alg":"HS256","typ":"JWT","kid":"1"}"#,
        "{ \"alg\" :\t\"HS256\" ,\r\n\"typ\" : \"\\u004aWT\" }",
    ])
    func `the same header in another spelling is accepted`(header: String) {
        let text = Sample.forged(header: header, claims: "{\(Sample.members())}")
        #expect(throws: Never.self) { try Sample.signer.verify(text, as: .access, at: Sample.now) }
    }

    static let claims: [(left: String, put: String)] = [
        ("exp", #""exp":1900000000,"exp":1900000000"#), ("exp", #""\u0065xp":1900000000,"exp":1900000000"#),
        ("sub", ""), ("sub", #""sub":"\#(Sample.caller.id.text.uppercased())""#), ("sub", #""sub":"1""#),
        ("sub", #""sub":1"#),
        ("iss", ""), ("iss", #""iss":"other""#), ("typ", ""), ("typ", #""typ":"Access""#), ("sid", ""),
        ("sid", #""sid":"1""#), ("role", ""), ("role", #""role":"root""#), ("role", #""role":["admin"]"#), ("jti", ""),
        ("iat", ""), ("iat", #""iat":"now""#), ("aud", #""aud":"guiche""#), ("nbf", #""nbf":"1""#),
        ("exp", ""), ("exp", #""exp":"1900000000""#), ("exp", #""exp":1900000000.5"#), ("exp", #""exp":true"#),
        ("", #""a":NaN"#), ("", #""a":"\ud800""#), ("", #""a":tru"#), ("", ","),
    ]

    @Test(arguments: claims)
    func `missing, doubled and foreign claims are refused under the right key`(left: String, put: String) {
        let members = [Sample.members(without: left), put].filter { !$0.isEmpty }.joined(separator: ",")
        let text = Sample.forged(claims: "{\(members)}")
        #expect(throws: TokenError.wrongClaims) { try Sample.signer.verify(text, as: .access, at: Sample.now) }
    }

    @Test(arguments: [#""x":1.5e-3"#, #""x":[{"y":null},true,-0]"#, #""x":"\ud83d\ude00é""#, #""nbf":1"#])
    func `claims that say nothing to us are passed over`(put: String) {
        let text = Sample.forged(claims: "{\(Sample.members()),\(put)}")
        #expect(throws: Never.self) { try Sample.signer.verify(text, as: .access, at: Sample.now) }
    }

    @Test(arguments: [#""nbf":1800000001"#, #""iat":1800000061"#])
    func `a token of the future does not count yet`(put: String) {
        let text = Sample.forged(
            claims:
                "{\(Sample.members(without: "iat", "exp")),\(put.hasPrefix("\"nbf") ? "\"iat\":1," : "")\(put),\"exp\":1900000000}"
        )
        #expect(throws: TokenError.expired) { try Sample.signer.verify(text, as: .access, at: Sample.now) }
    }

    @Test func `no byte of a token can be changed, dropped or added`() {
        let text = Array(Sample.signer.sign(Sample.token()).utf8)
        for position in text.indices {
            var changed = text
            changed[position] ^= 1
            let shortened = Array(text[..<position] + text[(position + 1)...])
            let lengthened = Array(text[..<position] + [UInt8(ascii: "A")] + text[position...])
            for bytes in [changed, shortened, lengthened] {
                #expect(throws: TokenError.self) {
                    try Sample.signer.verify(String(decoding: bytes, as: UTF8.self), as: .access, at: Sample.now)
                }
            }
        }
    }
}

/// A claim of ours as general JSON reads it.
enum ClaimValue: Decodable, Equatable {
    case string(String)
    case number(Int)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // Trying is how Foundation finds the type of a value.
        if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .string(try container.decode(String.self))
        }
    }
}
