import FoundationEssentials
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

    static let samples: [(any Encodable & Described & SendableMetatype & Sendable)] = [
        Registered(message: "done", username: "ada"), SignedIn(access: "a", seconds: 1, refresh: "r"),
        TokenPair(refresh: "r", access: "a"), RenewedAccess(access: "a"), Profile(user),
        Acknowledged(message: "done"), UserReply(message: "done", user: ShownUser(user)),
        UserReply(message: nil, user: ShownUser(user)),
        PageOf([ShownUser(user)], total: 1, Page(number: 1, size: 20)), LegacyRegistered(user),
        LegacySignedIn(access: "a", user),
        PageOf(
            [
                ShownSession(
                    Session(id: Session.ID(), userID: user.id, createdAt: Date(), expiresAt: Date()), isCurrent: true)
            ], total: 1, Page(number: 1, size: 20)),
        PageOf(
            [
                AuditEvent(.signInFailed, of: nil, by: nil, requestID: nil, address: nil, changes: [:], at: Date()),
                AuditEvent(
                    .roleChanged, of: .user(user.id), by: AuditEvent.Actor(user), requestID: "r", address: "192.0.2.1",
                    changes: ["role": .change(from: "agent", to: .null), "email": .untoldChange], at: Date()),
            ], total: 2, Page(number: 1, size: 20)),
    ]

    @Test(arguments: samples.indices)
    func `has the shape that it declares`(index: Int) throws {
        let sample = Self.samples[index]
        #expect(try type(of: sample).schema.faults(of: sample) == [])
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
                "resetPassword",
            ])
    }
}
