package import FoundationEssentials
package import Frame
import Values

/// The claims of a token that we signed, checked.
///
/// Source: RFC 7519 §4.1; SPEC section 4.
package struct Token: Sendable, Hashable {
    /// The use of a token: the `typ` claim. One kind is never accepted for another.
    package enum Kind: String, Sendable {
        /// Opens the API for a user.
        case access
        /// Makes new access tokens.
        case refresh
        /// Proves that a lead was accepted; belongs to no user.
        case leadSession = "lead_session"
    }

    /// The issuer that all our tokens name.
    package static let issuer = "guiche"
    /// The most bytes of a token that are looked at. Source: HAZARDS, "Tokens".
    package static let maximumBytes = 4096

    /// Its use.
    package let kind: Kind
    /// Its subject (`sub`): a user's id, or a lead's; a canonical lower-case UUID.
    package let subject: String
    /// The session it was born of (`sid`); a lead session has none.
    package let session: Session.ID?
    /// The role that the user had (`role`); for the reader of the token only, never for a decision.
    package let role: Role?
    /// The token's own id (`jti`).
    package let id: String
    /// When it was made (`iat`), to the second.
    package let issuedAt: Date
    /// When it expires (`exp`), to the second.
    package let expiresAt: Date

    init(
        kind: Kind, subject: String, session: Session.ID?, role: Role?, id: String = Identifier<Token>().text,
        issuedAt: Date, expiresAt: Date
    ) {
        self.kind = kind
        self.subject = subject
        self.session = session
        self.role = role
        self.id = id
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    /// An access or a refresh token of a caller's session.
    package init(_ kind: Kind, of caller: Caller, issuedAt: Date, expiresAt: Date) {
        self.init(
            kind: kind, subject: caller.id.text, session: caller.session, role: caller.role, issuedAt: issuedAt,
            expiresAt: expiresAt)
    }

    /// The token that proves that a lead was accepted; `lead` is its id in canonical form.
    package init(leadSessionOf lead: String, issuedAt: Date, expiresAt: Date) {
        self.init(
            kind: .leadSession, subject: lead, session: nil, role: nil, issuedAt: issuedAt, expiresAt: expiresAt)
    }

    /// The claims as JSON. Every value is a UUID, a number or one of our own names, so nothing needs escaping.
    var claims: String {
        var claims = #"{"iss":"\#(Self.issuer)","sub":"\#(subject)","typ":"\#(kind.rawValue)""#
        if let role { claims += #","role":"\#(role.rawValue)""# }
        if let session { claims += #","sid":"\#(session.text)""# }
        claims += #","jti":"\#(id)","iat":\#(issuedAt.wholeSeconds),"exp":\#(expiresAt.wholeSeconds)}"#
        return claims
    }
}

/// Why a token does not count; for the log, the client reads the same words for all.
package enum TokenError: Error, Sendable, Hashable {
    /// It has more than `Token.maximumBytes`.
    case tooLong
    /// It is not three parts of canonical base64url.
    case malformed
    /// No key of ours made its authentication code.
    case wrongCode
    /// Its header is not the one we sign.
    case wrongHeader
    /// A claim is missing, of a wrong type or not ours.
    case wrongClaims
    /// Its time is over, or has not come.
    case expired
}

extension Date {
    /// Seconds since 1970, rounded down, as tokens count them.
    var wholeSeconds: Int64 {
        Int64(timeIntervalSince1970.rounded(.down))
    }
}
