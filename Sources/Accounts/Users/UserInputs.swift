import FoundationEssentials
import Frame
import Routing
import Serving
import Values

/// The fields of a user.
enum UserFields {
    static let id = Field("id", Rule<User.ID>.identifier())
    static let username = Field("username", Rule<String>.username)
    static let name = Field("name", Rule<String>.line(1...200, refusing: "<>"))
    static let email = Field("email", Rule<EmailAddress>.email)
    static let password = Field("password", Rule<String>.newPassword)
    static let role = Field("role", Rule<NamedRole>.role)
    static let isActive = Field("is_active", .boolean)
    static let awayUntil = Field(
        "away_until", Rule<Date>.moment, summary: "Until then no lead is handed out to the user; null ends an absence.")
    static let digest = Field("digest", .boolean, summary: "Whether the user is mailed on working days what is due.")
}

/// Which user is meant.
struct UserReference: Input {
    let id: User.ID

    static let declaration = InputDeclaration(path: [UserFields.id.pathParameter])

    init(reading input: InputReader) throws { id = try input.path(UserFields.id) }
}

/// Which users a list shows, and which piece of it.
struct UserListInput: Input {
    let filter: UserFilter
    let page: Page

    private static let search = Field(
        "search", .line(1...200), aliases: ["q"], summary: "In user name, name, e-mail.")

    static let declaration = InputDeclaration(
        query: UserFields.role.queryParameters() + UserFields.isActive.queryParameters() + search.queryParameters()
            + Page.parameters)

    init(reading input: InputReader) throws {
        var filter = UserFilter()
        filter.role = try input.query(UserFields.role)?.role
        filter.isActive = try input.query(UserFields.isActive)
        filter.search = try input.query(Self.search)
        page = try Page(reading: input)
        try input.check()
        self.filter = filter
    }
}

/// A user to be added.
struct NewUserInput: Input {
    static let declaration = InputDeclaration.json(
        .object(
            "NewUser",
            [
                UserFields.username.optional, UserFields.name.optional, UserFields.email.required,
                UserFields.password.required, UserFields.role.optional, UserFields.isActive.optional,
            ]))

    private let input: InputReader

    init(reading input: InputReader) {
        self.input = input
    }

    /// Reads and checks it.
    ///
    /// - Throws: `APIError` that names every faulty field.
    func read(under policy: PasswordPolicy) throws -> (user: Enrolment.Asked, password: String) {
        try input.readJSON()
        let username = input.optional(UserFields.username)
        let email = input.required(UserFields.email)
        let password = input.required(UserFields.password)
        let name = input.optional(UserFields.name)
        let role = input.optional(UserFields.role)
        let isActive = input.optional(UserFields.isActive)
        if let password {
            let owner = PasswordPolicy.Owner(username: username, email: email?.text)
            for fault in policy.faults(of: password, for: owner) { input.note(fault, for: UserFields.password.name) }
        }
        let (checkedEmail, checkedPassword) = try input.checked(email, password)
        let user = Enrolment.Asked(
            username: username, name: name, email: checkedEmail, role: role?.role ?? .agent,
            roleName: role?.name ?? Role.agent.rawValue, isActive: isActive ?? true)
        return (user, checkedPassword)
    }
}

/// The requested changes of a user; omitted fields are kept.
struct UserChangeInput: Input {
    let id: User.ID
    let password: String?
    private let username: String?
    private let name: String?
    private let email: EmailAddress?
    private let role: NamedRole?
    private let isActive: Bool?
    private let awayUntil: Change<Date>
    private let input: InputReader

    static let declaration = InputDeclaration.json(
        .object(
            "UserChange",
            [
                UserFields.username.omittable, UserFields.name.omittable, UserFields.email.omittable,
                UserFields.password.omittable, UserFields.role.omittable, UserFields.isActive.omittable,
                UserFields.awayUntil.optional,
            ]), path: [UserFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(UserFields.id)
        try input.readJSON()
        self.input = input
        username = input.replacement(UserFields.username)
        name = input.replacement(UserFields.name)
        email = input.replacement(UserFields.email)
        password = input.replacement(UserFields.password)
        role = input.replacement(UserFields.role)
        isActive = input.replacement(UserFields.isActive)
        awayUntil = input.change(UserFields.awayUntil)
    }

    /// Whether it names the absence of the user and nothing else.
    var isAbsenceAlone: Bool { input.givenMembers.keys.elementsEqual([UserFields.awayUntil.name]) }

    /// The user as the user is to become.
    ///
    /// - Throws: `APIError` that names every faulty field.
    func applied(to user: User, under policy: PasswordPolicy) throws -> User {
        var changed = user
        if let username { changed.username = username }
        if let name { changed.name = name }
        if let email { changed.email = email.text }
        if let role { (changed.role, changed.roleName) = (role.role, role.name) }
        if let isActive { changed.isActive = isActive }
        awayUntil.apply(to: &changed.awayUntil)
        if let password {
            for fault in policy.faults(of: password, for: PasswordPolicy.Owner(changed)) {
                input.note(fault, for: UserFields.password.name)
            }
        }
        try input.check()
        return changed
    }
}

/// The changes that callers request of themselves; omitted fields are kept.
struct ProfileChange: Input {
    private let name: String?
    private let awayUntil: Change<Date>
    private let wantsDigest: Bool?

    static let declaration = InputDeclaration(
        header: [.ifMatch],
        content: [
            (
                "application/json",
                .object(
                    "ProfileChange",
                    [UserFields.name.omittable, UserFields.awayUntil.optional, UserFields.digest.optional])
            )
        ])

    init(reading input: InputReader) throws {
        try input.readJSON()
        name = input.replacement(UserFields.name)
        awayUntil = input.change(UserFields.awayUntil)
        wantsDigest = input.optional(UserFields.digest)
        try input.check()
    }

    /// The user as the user is to become.
    func applied(to user: User) -> User {
        var changed = user
        if let name { changed.name = name }
        awayUntil.apply(to: &changed.awayUntil)
        if let wantsDigest { changed.wantsDigest = wantsDigest }
        return changed
    }
}
