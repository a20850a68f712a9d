import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import Serving

/// The handlers of registration, sign-in and the caller's own account.
///
/// Source: SPEC section 4.
enum Authentication {
    /// Registers a user; closed registration is for callers who manage users.
    @Sendable static func register(_ input: RegistrationInput, _ context: Context) throws -> Reply<Registered> {
        let registration = Registration(in: context)
        try registration.checkIsOpen()
        let asked = try input.read(under: context.resources.accounts.policy)
        let message = Text("User registered successfully", pt: "Usuário cadastrado com sucesso")
        return try registration.register(asked) { user in
            Reply(Registered(message: message.wording(in: context.language), username: user.username))
        }
    }

    /// Signs a user in.
    @Sendable static func login(_ input: SignInInput, _ context: Context) throws -> Reply<SignedIn> {
        let tokens = try SignIn(in: context).signIn(name: input.username, password: input.password)
        return Reply(SignedIn(access: tokens.access, seconds: tokens.accessSeconds, refresh: tokens.refresh))
    }

    /// Signs a user in, for front ends that know the answer by other names.
    @Sendable static func token(_ input: JSONSignInInput, _ context: Context) throws -> Reply<TokenPair> {
        let tokens = try SignIn(in: context).signIn(name: input.username, password: input.password)
        return Reply(TokenPair(refresh: tokens.refresh, access: tokens.access))
    }

    /// Gives a new access token.
    @Sendable static func refresh(_ input: RefreshInput, _ context: Context) throws -> Reply<RenewedAccess> {
        Reply(RenewedAccess(access: try SignIn(in: context).refresh(input.refresh)))
    }

    /// Ends a session.
    @Sendable static func logout(_ input: RefreshInput, _ context: Context) throws -> NoContent {
        try SignIn(in: context).signOut(input.refresh)
        return NoContent()
    }

    /// Changes the caller's password.
    @Sendable static func changePassword(_ input: PasswordChangeInput, _ context: Context) throws -> NoContent {
        let caller = try context.requireCaller()
        try SignIn(in: context).changePassword(of: caller, from: input.current, to: input.new)
        return NoContent()
    }

    /// Shows the caller.
    @Sendable static func me(_ input: NoInput, _ context: Context) throws -> Reply<Profile> {
        let caller = try context.requireCaller()
        guard let user = try AccountStore(context.connection).find(caller.id), user.isActive else {
            throw APIError.invalidToken
        }
        return Reply(Profile(user), eTag: user.eTag)
    }

    /// Attempts of an optimistic update before 409.
    private static let tries = 5

    /// Changes what callers may change of themselves.
    @Sendable static func changeMe(_ input: ProfileChange, _ context: Context) throws -> Reply<Profile> {
        let caller = try context.requireCaller()
        let administration = UserAdministration(
            context.connection, context.resources.accounts, audit: context.audit)
        for _ in 0..<tries {
            guard let user = try AccountStore(context.connection).find(caller.id), user.isActive else {
                throw APIError.invalidToken
            }
            try context.requireMatch(of: user.eTag)
            let changed = input.applied(to: user)
            if changed == user { return Reply(Profile(user), eTag: user.eTag) }
            guard try administration.change(user, to: changed) else { continue }
            return Reply(Profile(changed), eTag: changed.eTag)
        }
        throw APIError.busy
    }
}

extension APIError {
    /// 403: only who manages users may register one.
    static let registrationClosed = forbidden(
        Text("Registration is closed.", pt: "O cadastro está fechado."))

    /// 403: callers cannot make themselves administrators.
    static let adminNotSelfMade = forbidden(
        Text(
            "Only an administrator may register another administrator.",
            pt: "Só um administrador pode cadastrar outro administrador."))

    /// 409: another user has the name or the address.
    static func inUse(_ fields: Set<String>) -> APIError {
        let fault = Text("Already in use.", pt: "Já está em uso.")
        return conflict(
            Text(
                "A user with this name or e-mail address already exists.",
                pt: "Já existe um usuário com esse nome ou e-mail."),
            details: Members(fields.sorted().map { ($0, [fault]) }, uniquingKeysWith: { $1 }))
    }
}
