import FoundationEssentials
import Frame
import HTTP
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Accounts

@Suite struct AnswerTests {
    static let user = User(
        id: User.ID(), username: "ada", name: "Ada", email: "ada@example.com", role: .admin, roleName: "admin",
        isActive: true, createdAt: Date())

    private static let session = ShownSession(
        Session(id: Session.ID(), userID: user.id, createdAt: Date(), expiresAt: Date()), isCurrent: true)
    private static let events = [
        AuditEvent(.signInFailed, of: nil, by: nil, requestID: nil, address: nil, changes: [:], at: Date()),
        AuditEvent(
            .roleChanged, of: .user(user.id), by: AuditEvent.Actor(user), requestID: "r", address: "192.0.2.1",
            changes: ["role": .change(from: "agent", to: .null), "email": .untoldChange], at: Date()),
    ]

    private static let invitations = [nil, "Ada"].compactMap { name in
        EmailAddress("ada@example.com").map {
            Invitation(
                id: Invitation.ID(), email: $0, name: name, role: .agent, roleName: "agent", expiresAt: Date())
        }
    }

    static let samples =
        [
            AnswerSample("registration", Registered(message: "done", username: "ada")),
            AnswerSample("sign-in", SignedIn(access: "a", seconds: 1, refresh: "r")),
            AnswerSample("token pair", TokenPair(refresh: "r", access: "a")),
            AnswerSample("renewed access token", RenewedAccess(access: "a")),
            AnswerSample("profile", Profile(user)),
            AnswerSample("acknowledgement", Acknowledged(message: "done")),
            AnswerSample("changed user", UserReply(message: "done", user: ShownUser(user))),
            AnswerSample("user", UserReply(message: nil, user: ShownUser(user))),
            AnswerSample("user who was seen", UserReply(message: nil, user: ShownUser(user, lastSeenAt: Date()))),
            AnswerSample("users", PageOf([ShownUser(user)], total: 1, Page(number: 1, size: 20))),
            AnswerSample("registration of older front ends", LegacyRegistered(user)),
            AnswerSample("sign-in of older front ends", LegacySignedIn(access: "a", user)),
            AnswerSample("sessions", PageOf([session], total: 1, Page(number: 1, size: 20))),
            AnswerSample("audit events", PageOf(events, total: 2, Page(number: 1, size: 20))),
        ] + invitations.map { AnswerSample("invitation", InvitationReply(message: "done", invitation: $0)) }

    @Test(arguments: samples)
    func `has the shape that it declares`(sample: AnswerSample) throws {
        #expect(try sample.faults() == [])
    }

    @Test func `the document of its routes is sound`() {
        let document = OpenAPIDocument(title: "", version: "", summary: "", groups: [accountRoutes, dialectRoutes])
        #expect(document.faults == [])
    }

    @Test func `every operation has a name of its own and each is limited as it should be`() {
        let routes = accountRoutes.routes
        #expect(Set(routes.map(\.operation)).count == routes.count)
        #expect(
            Set(routes.filter { $0.rate == .login }.map(\.operation)) == [
                "register", "login", "createToken", "refreshToken", "logout", "changePassword", "forgotPassword",
                "resetPassword", "acceptInvitation",
            ])
    }
}
