import Accounts
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import TestSupport
import Testing
import Values

@Suite struct InvitationTests {
    private let scratch: ScratchAccounts
    private let connection: Connection
    private let token: String

    init() throws {
        scratch = try ScratchAccounts(["REGISTRATION": "closed"])
        connection = scratch.resources.connection
        try scratch.addUser("chief", role: .admin)
        token = try scratch.tokens("chief").access
    }

    private func invite(_ email: String = "ada@example.com", role: String = "manager", name: JSON = "Ada") throws
        -> Reception
    {
        try scratch.send(
            "POST", "/api/v1/users/invitations", ["email": .string(email), "name": name, "role": .string(role)],
            token: token)
    }

    /// The token of the newest mail.
    private func mailed() throws -> String {
        let mails = try OutboxStore(connection).list(nil, limit: 100)
        let mail = try #require(mails.max { $0.id < $1.id })
        #expect(mail.kind == "invitation")
        return try #require(try JSONText.parse(Array(mail.values.utf8))["secret"]?.text)
    }

    private func accept(_ secret: String, _ username: String = "ada", password: String = "Corredor-8") throws
        -> Reception
    {
        try scratch.send(
            "POST", "/api/v1/auth/invitation",
            ["token": .string(secret), "username": .string(username), "password": .string(password)])
    }

    @Test func `an invited person becomes a user of the role once, whether registration is open or not`() throws {
        #expect(try invite().status == 201)
        let secret = try mailed()
        #expect(secret.utf8.count == 43)
        let digests = try connection.fetchValue(
            "SELECT COUNT(*) FROM invitations WHERE digest = UNHEX(SHA2(\(secret), 256))", as: Int.self)
        #expect(digests == 1)
        #expect(try accept(secret, password: "weak").status == 422)
        #expect(try accept(secret, "chief").status == 409)
        #expect(try accept(secret).status == 201)
        let user = try #require(try AccountStore(connection).findCredential(named: SignInName("ada"))?.user)
        #expect(user.role == .manager && user.name == "Ada" && user.email == "ada@example.com" && user.isActive)
        _ = try scratch.tokens("ada", password: "Corredor-8")
        #expect(try accept(secret, "eve").status == 422)
        #expect(try invite().status == 409)
    }

    @Test func `a newer invitation ends the older one, which expires after 72 hours`() throws {
        #expect(try invite(name: .null).status == 201)
        let first = try mailed()
        #expect(try invite().status == 201)
        #expect(try accept(first).status == 422)
        let second = try mailed()
        try connection.execute("UPDATE invitations SET expires_at = expires_at - INTERVAL 259199 SECOND")
        #expect(try InvitationStore(connection).removeExpired(at: Date()) == 0)
        try connection.execute("UPDATE invitations SET expires_at = expires_at - INTERVAL 2 SECOND")
        #expect(try accept(second).status == 422)
        #expect(try InvitationStore(connection).removeExpired(at: Date()) == 2)
    }

    @Test(arguments: ["UPDATE users SET is_active = FALSE", "UPDATE users SET role = 'manager'"])
    func `an invitation is void when its sender may no longer invite`(demotion: String) throws {
        #expect(try invite().status == 201)
        let secret = try mailed()
        if demotion.contains("role") {
            try connection.execute("UPDATE users SET role = 'manager'")
        } else {
            try connection.execute("UPDATE users SET is_active = FALSE")
        }
        #expect(try accept(secret).status == 422)
    }

    @Test func `only who manages users invites or sends links`() throws {
        let user = try scratch.addUser("boss", role: .manager)
        let manager = try scratch.tokens("boss").access
        for path in ["/api/v1/users/invitations", "/api/v1/users/\(user.id.text)/reset-password"] {
            #expect(try scratch.send("POST", path, [:], token: manager).status == 403)
            #expect(try scratch.send("POST", path, [:]).status == 401)
        }
        #expect(try invite("x", role: "owner").status == 422)
    }

    @Test func `an administrator has a link sent to an active user, three at most`() throws {
        let user = try scratch.addUser("ada")
        let path = "/api/v1/users/\(user.id.text)/reset-password"
        for _ in 0..<3 { #expect(try scratch.send("POST", path, token: token).status == 202) }
        #expect(try scratch.send("POST", path, token: token).status == 429)
        #expect(
            try OutboxStore(connection).list(nil, limit: 100).map(\.kind)
                == Array(repeating: "password_reset", count: 3))
        let gone = try scratch.addUser("eve", isActive: false)
        #expect(try scratch.send("POST", "/api/v1/users/\(gone.id.text)/reset-password", token: token).status == 409)
        let nobody = User.ID().text
        #expect(try scratch.send("POST", "/api/v1/users/\(nobody)/reset-password", token: token).status == 404)
    }

    @Test func `a user is shown as seen, which is written once in five minutes`() throws {
        let user = try scratch.addUser("ada")
        func seen() throws -> Date? { try SightingStore(connection).find([user.id])[user.id] }
        #expect(try seen() == nil)
        let access = try scratch.tokens("ada").access
        #expect(try scratch.send("GET", "/api/v1/me", token: access).status == 200)
        let first = try #require(try seen())
        #expect(abs(first.timeIntervalSinceNow) < 60)
        let sightings = SightingStore(connection)
        try sightings.note(user.id, at: first + 299)
        #expect(try seen() == first)
        try sightings.note(user.id, at: first + 300)
        let second = try #require(try seen())
        #expect(abs(second.timeIntervalSince(first) - 300) < 0.01)
        let shown = try scratch.send("GET", "/api/v1/users/\(user.id.text)", token: token)
        #expect(shown.content["user"]?["last_seen_at"]?.text == Instant.text(second))
    }
}
