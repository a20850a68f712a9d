package import Frame
package import Routing
import Values

/// A role by the name it was asked for by.
package struct NamedRole: Sendable, Hashable {
    /// The role.
    package let role: Role
    /// The name, in lower case.
    package let name: String

    /// The role of that name, in either language; nil for a name of none.
    package init?(_ name: String) {
        guard let role = Role(named: name.trimmed) else { return nil }
        self.role = role
        self.name = name.trimmed.lowercased()
    }
}

extension Rule where Value == NamedRole {
    /// A role's name in either language.
    package static let role = Rule(.oneOf(Role.allCases.map(\.rawValue) + Role.aliases.keys.sorted())) {
        (value) throws(Fault) in
        guard let name = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard let role = NamedRole(name) else {
            let list = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw Fault("Must be one of: \(list).", pt: "Deve ser um destes: \(list).")
        }
        return role
    }
}

extension Rule where Value == String {
    /// A name to sign in by.
    static let username = Rule(.string(pattern: "^[A-Za-z0-9_-]{3,50}$")) { (value) throws(Fault) in
        guard let written = value.string else { throw .wrongType("a string", pt: "um texto") }
        let username = written.trimmed
        guard username.isVisible else { throw .missing }
        guard Username.isValid(username) else {
            throw Fault(
                "Must have 3 to 50 letters without accents, digits, underscores or hyphens.",
                pt: "Deve ter de 3 a 50 letras sem acento, números, sublinhados ou hifens.")
        }
        return username
    }

    /// A secret, unchanged; the policy has its rules.
    static let secret = Rule(.string(length: 1...InputReader.contentBytes)) { (value) throws(Fault) in
        guard let secret = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard !secret.isEmpty else { throw .missing }
        return secret
    }

    /// A new password, before the policy looks at it.
    static let newPassword = Rule(.string(length: PasswordPolicy.bytes)) { (value) throws(Fault) in
        try Rule.secret.read(value)
    }
}

/// The fields of a registration; read once the caller may register.
struct RegistrationInput: Input {
    private static let username = Field("username", Rule<String>.username)
    private static let email = Field("email", Rule<EmailAddress>.email)
    private static let password = Field("password", Rule<String>.newPassword)
    private static let name = Field("name", Rule<String>.line(1...200, refusing: "<>"))
    private static let role = Field("role", Rule<NamedRole>.role)

    static let declaration = InputDeclaration.json(
        .object(
            "Registration",
            [username.required, email.required, password.required, name.optional, role.optional]))

    private let input: InputReader

    init(reading input: InputReader) {
        self.input = input
    }

    /// Reads and checks it.
    ///
    /// - Throws: `APIError` that names every faulty field.
    func read(under policy: PasswordPolicy) throws -> Registration.Asked {
        try input.readJSON()
        let username = input.required(Self.username)
        let email = input.required(Self.email)
        let password = input.required(Self.password)
        let name = input.optional(Self.name)
        let role = input.optional(Self.role)
        if let password {
            let owner = PasswordPolicy.Owner(username: username, email: email?.text)
            for fault in policy.faults(of: password, for: owner) { input.note(fault, for: Self.password.name) }
        }
        let (checkedUsername, checkedEmail, checkedPassword) = try input.checked(username, email, password)
        return Registration.Asked(
            username: checkedUsername, name: name, email: checkedEmail, password: checkedPassword, role: role)
    }
}

/// A user name or mail address with a password, as JSON.
struct JSONSignInInput: Input {
    static let username = Field("username", Rule<String>.secret, aliases: ["email"])
    static let password = Field("password", Rule<String>.secret)
    static let shape = Schema.object("SignIn", [username.required, password.required])

    static let declaration = InputDeclaration.json(shape)

    let username: String
    let password: String

    init(reading input: InputReader) throws {
        try input.readJSON()
        (username, password) = try input.checked(input.required(Self.username), input.required(Self.password))
    }
}

/// A user name or mail address with a password, as JSON or as a form.
struct SignInInput: Input {
    static let declaration = InputDeclaration(content: [
        ("application/json", JSONSignInInput.shape),
        ("application/x-www-form-urlencoded", JSONSignInInput.shape),
    ])

    let username: String
    let password: String

    init(reading input: InputReader) throws {
        try input.readJSONOrForm()
        (username, password) = try input.checked(
            input.required(JSONSignInInput.username), input.required(JSONSignInInput.password))
    }
}

/// A refresh token.
struct RefreshInput: Input {
    private static let refresh = Field("refresh", Rule<String>.secret)

    static let declaration = InputDeclaration.json(.object("RefreshToken", [refresh.required]))

    let refresh: String

    init(reading input: InputReader) throws {
        try input.readJSON()
        refresh = try input.checked(input.required(Self.refresh))
    }
}

/// The present password and the new one.
struct PasswordChangeInput: Input {
    private static let current = Field("current_password", Rule<String>.secret)
    private static let new = Field("new_password", Rule<String>.newPassword)

    static let declaration = InputDeclaration.json(.object("PasswordChange", [current.required, new.required]))

    let current: String
    let new: String

    init(reading input: InputReader) throws {
        try input.readJSON()
        (current, new) = try input.checked(input.required(Self.current), input.required(Self.new))
    }
}
