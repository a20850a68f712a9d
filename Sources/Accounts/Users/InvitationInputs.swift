import Routing
import Values

/// The person to be invited, and the role.
struct InvitationInput: Input {
    let email: EmailAddress
    let name: String?
    let role: NamedRole

    static let declaration = InputDeclaration.json(
        .object("InvitationInput", [UserFields.email.required, UserFields.name.optional, UserFields.role.required]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let email = input.required(UserFields.email)
        name = input.optional(UserFields.name)
        let role = input.required(UserFields.role)
        (self.email, self.role) = try input.checked(email, role)
    }
}

/// The token of an invitation's link, and how the person wants to sign in.
struct InvitationAnswerInput: Input {
    let token: String
    let username: String
    let name: String?
    let password: String

    private static let token = Field("token", Rule<String>.secret)

    static let declaration = InputDeclaration.json(
        .object(
            "InvitationAnswer",
            [token.required, UserFields.username.required, UserFields.name.optional, UserFields.password.required]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let token = input.required(Self.token)
        let username = input.required(UserFields.username)
        name = input.optional(UserFields.name)
        let password = input.required(UserFields.password)
        (self.token, self.username, self.password) = try input.checked(token, username, password)
    }
}
