import Routing

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
struct Profile: Encodable, Described {
    enum CodingKeys: String, CodingKey {
        case id, username, name, email, role, permissions
        case isActive = "is_active"
    }

    let id: User.ID
    let username: String
    let name: String
    let email: String
    let role: String
    let permissions: [String]
    let isActive: Bool

    init(_ user: User) {
        id = user.id
        username = user.username
        name = user.name
        email = user.email
        role = user.role.rawValue
        permissions = user.role.permissions.map(\.rawValue).sorted()
        isActive = user.isActive
    }

    static let schema = Schema.object(
        "Profile",
        [
            .required("id", .identifier), .required("username", .string), .required("name", .string),
            .required("email", .string), .required("role", .oneOf(Role.allCases.map(\.rawValue))),
            .required("permissions", .array(of: .oneOf(Permission.allCases.map(\.rawValue)))),
            .required("is_active", .boolean),
        ])
}
