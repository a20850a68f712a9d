import Frame
import Routing
import Values

/// The answer to a registration.
struct Registered: Encodable, Described {
    let message: String
    let username: String

    static let schema = Schema.object(
        "Registered", [.required("message", .string), .required("username", .string)])
}

/// The answer to what is done later, if at all.
struct Acknowledged: Encodable, Described {
    let message: String

    static let schema = Schema.object("Acknowledged", [.required("message", .string)])
}

/// The answer to a sign-in.
struct SignedIn: Encodable, Described {
    enum CodingKeys: String, CodingKey {
        case access = "access_token"
        case type = "token_type"
        case seconds = "expires_in"
        case refresh = "refresh_token"
    }

    let access: String
    let type = "bearer"
    let seconds: Int
    let refresh: String

    static let schema = Schema.object(
        "SignedIn",
        [
            .required("access_token", .string), .required("token_type", .constant("bearer")),
            .required("expires_in", .integer(0...Int(Int32.max))), .required("refresh_token", .string),
        ])
}

/// Both tokens under the names that older front ends know.
struct TokenPair: Encodable, Described {
    let refresh: String
    let access: String

    static let schema = Schema.object(
        "TokenPair", [.required("refresh", .string), .required("access", .string)])
}

/// A new access token.
struct RenewedAccess: Encodable, Described {
    let access: String

    static let schema = Schema.object("RenewedAccess", [.required("access", .string)])
}

/// The caller as the caller sees it.
struct Profile: Shaped {
    private let user: User

    init(_ user: User) {
        self.user = user
    }

    static let shape = Shape<Profile>(
        "Profile",
        [
            .id("id") { $0.user.id }, .text("username") { $0.user.username }, .text("name") { $0.user.name },
            .text("email") { $0.user.email }, .choice("role") { $0.user.role },
            .json("permissions", .array(of: .oneOf(Permission.allCases.map(\.rawValue)))) { profile in
                .array(profile.user.role.permissions.map(\.rawValue).sorted().map(JSON.string))
            },
            .boolean("is_active") { $0.user.isActive }, .optionalInstant("away_until") { $0.user.awayUntil },
            .boolean("digest") { $0.user.wantsDigest },
        ])
}
