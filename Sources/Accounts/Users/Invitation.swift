import Crypto
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import Values

/// Someone who is asked to become a user: the link of a mail leads to a page where the person sets user name and password.
///
/// Source: SPEC section 21, `POST /api/v1/users/invitations`.
struct Invitation: Sendable {
    /// The id of an invitation.
    typealias ID = Identifier<Invitation>

    /// How long its link is valid.
    static let lifetime: Duration = .seconds(72 * 3600)

    let id: ID
    let email: EmailAddress
    /// Nil to be called by the user name.
    let name: String?
    let role: Role
    /// The name that the role was asked for by.
    let roleName: String
    let expiresAt: Date
}

extension Invitation: Shaped {
    static let shape = Shape<Invitation>(
        "Invitation",
        [
            .id("id") { $0.id }, .text("email") { $0.email.text }, .optionalText("name") { $0.name },
            .choice("role") { $0.role }, .instant("expires_at") { $0.expiresAt },
        ])
}

/// Sends invitations and accepts them.
///
/// A token is 256 random bits, kept as its digest, and good once. It is void as soon as its sender may no longer add a user of its role, and
/// when the person is invited again.
struct Invitations {
    private let context: Context
    private let store: InvitationStore
    private let now = Date()

    /// The operations of one request.
    init(in context: Context) {
        self.context = context
        store = InvitationStore(context.connection)
    }

    /// Mails a link to a person who is not a user yet.
    ///
    /// - Throws: `APIError` 403 for a role above the caller's own, 409; `DatabaseError`.
    func send(_ asked: InvitationInput) throws -> Reply<InvitationReply> {
        let caller = try context.requireCaller()
        guard asked.role.role.isWithin(caller.role) else { throw APIError.missingPermission }
        let invitation = Invitation(
            id: Invitation.ID(at: now), email: asked.email, name: asked.name, role: asked.role.role,
            roleName: asked.role.name, expiresAt: now + Double(Invitation.lifetime.components.seconds))
        let token = base64URLEncoded(randomBytes(32))
        let draft = try AccountMails.invitationDraft(token, of: invitation, from: sender(caller), in: context.language)
        let message = Text("Invitation sent", pt: "Convite enviado").wording(in: context.language)
        return try context.connection.transaction {
            guard try !AccountStore(context.connection).isInUse(asked.email) else { throw APIError.inUse(["email"]) }
            try store.endAll(to: asked.email, at: now)
            try store.add(invitation, digest: sha256(token), by: caller.id, at: now)
            try OutboxStore(context.connection).add(
                [draft], about: invitation.id.bytes, domain: context.service.settings.mail.messageDomain, at: now)
            try context.audit.add(
                .userInvited, of: AuditEvent.Target("invitation", invitation.id.text),
                changes: ["role": .change(from: .null, to: .string(invitation.role.rawValue))], at: now)
            let reply = Reply(InvitationReply(message: message, invitation: invitation))
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }

    private func sender(_ caller: Caller) throws -> User {
        guard let user = try AccountStore(context.connection).find(caller.id) else { throw APIError.invalidToken }
        return user
    }

    /// Makes a user of the person whom a link was mailed to.
    ///
    /// - Throws: `APIError` 409, 422 or 503; `DatabaseError`.
    func accept(_ input: InvitationAnswerInput) throws -> Reply<Registered> {
        let digest = sha256(input.token)
        let invitation = try store.find(digest, at: now)
        let owner = PasswordPolicy.Owner(username: input.username, email: invitation?.email.text)
        var details: Members<[Text]> = [:]
        let faults = context.resources.accounts.policy.faults(of: input.password, for: owner)
        if !faults.isEmpty { details["password"] = faults.map(\.text) }
        if invitation == nil { details["token"] = [OneTimeLink.spent] }
        guard details.isEmpty, let invitation else { throw APIError.invalid(details) }
        let asked = Enrolment.Asked(
            username: input.username, name: input.name ?? invitation.name, email: invitation.email,
            role: invitation.role, roleName: invitation.roleName, isActive: true)
        let message = Text("User registered successfully", pt: "Usuário cadastrado com sucesso")
        func reply(_ user: User) -> Reply<Registered> {
            Reply(Registered(message: message.wording(in: context.language), username: user.username))
        }
        return try APIError.refusing {
            let user = try Enrolment(context.connection, context.audit).enrol(
                asked, .invitationAccepted, hash: { try SignIn(in: context).newHash(of: input.password) },
                complete: { user in
                    guard try store.end(digest, at: now) else { throw APIError.invalid(["token": [OneTimeLink.spent]]) }
                    try context.idempotency?.complete(with: reply(user))
                })
            return reply(user)
        }
    }
}

extension Role {
    /// Whether whoever has another role may do all that this one may.
    func isWithin(_ other: Role) -> Bool { permissions.isSubset(of: other.permissions) }
}

/// The links of mails that are good once.
enum OneTimeLink {
    /// Why one is not accepted.
    static let spent = Text(
        "This link is invalid, has expired or has already been used.",
        pt: "Este link é inválido, venceu ou já foi usado.")
}

/// An invitation, and what was done.
struct InvitationReply: Encodable, Described {
    let message: String
    let invitation: Invitation

    static let schema = Schema.object(
        "InvitationReply", [.required("message", .string), .required("invitation", Invitation.schema)])
}
