import Accounts
import FoundationEssentials
import Frame
import Routing
import Storage
import TestSupport
import Testing
import Values

@Suite struct UserAdministrationTests {
    let scratch: ScratchAccounts
    let administration: UserAdministration

    init() throws {
        scratch = try ScratchAccounts()
        administration = UserAdministration(scratch.resources.connection, scratch.resources.accounts)
    }

    private func asked(_ username: String, role: String = "agent", password: String = ScratchAccounts.password)
        -> UserAdministration.NewUser
    {
        UserAdministration.NewUser(
            username: username, email: "\(username)@example.com", name: nil, role: role, password: password)
    }

    @Test func `adds a user of any role who can sign in`() throws {
        for role in ["admin", "gestor", "agent"] { _ = try administration.add(asked("the-\(role)", role: role)) }
        _ = try scratch.tokens("the-admin")
        let found = try administration.user(named: "THE-gestor@example.com")
        #expect(found.role == .manager)
        #expect(found.roleName == "gestor")
        #expect(found.name == "the-gestor")
        #expect(
            try AccountStore(scratch.resources.connection).list(after: "", limit: 2).map(\.username) == [
                "the-admin", "the-agent",
            ])
    }

    @Test(arguments: [("O'Neil", 1), ("O’Neil", 1), ("oneil", 1), ("%", 0), ("%\u{301}", 0), ("_\u{301}", 0), ("|", 0)])
    func `a search takes apostrophes as alike, and no sign for a wildcard`(search: String, count: Int) throws {
        for (username, name) in [("ana", "Ana O’Neil"), ("bia", "Bia Souza")] {
            _ = try administration.add(
                UserAdministration.NewUser(
                    username: username, email: "\(username)@example.com", name: name, role: "agent",
                    password: ScratchAccounts.password))
        }
        var filter = UserFilter()
        filter.search = search
        let found = try AccountStore(scratch.resources.connection).page(Page(number: 1, size: 10), of: filter)
        #expect(found.total == count && found.users.map(\.username) == (count == 1 ? ["ana"] : []))
    }

    @Test func `refuses what breaks a rule, naming every field`() throws {
        let error = #expect(throws: UserAdministration.Refusal.self) {
            try administration.add(asked("a b", role: "king", password: "x"))
        }
        guard case .invalid(let faults)? = error else {
            Issue.record("another refusal")
            return
        }
        #expect(Set(faults.keys) == ["username", "email", "role", "password"])
        _ = try administration.add(asked("ada"))
        #expect(throws: UserAdministration.Refusal.inUse(["username", "email"])) {
            try administration.add(asked("ADA"))
        }
        #expect(throws: UserAdministration.Refusal.unknownUser) { try administration.user(named: "bob") }
    }

    @Test func `the last active admin stays one`() throws {
        let first = try administration.add(asked("first", role: "admin"))
        let agent = try #require(NamedRole("agent"))
        #expect(throws: UserAdministration.Refusal.lastAdmin) { try administration.setRole(of: first, to: agent) }
        #expect(throws: UserAdministration.Refusal.lastAdmin) { try administration.deactivate(first) }
        let second = try administration.add(asked("second", role: "admin"))
        #expect(try administration.deactivate(second))
        #expect(try !administration.deactivate(second))
        #expect(throws: UserAdministration.Refusal.lastAdmin) { try administration.deactivate(first) }
        let third = try administration.add(asked("third", role: "admin"))
        try administration.setRole(of: first, to: agent)
        #expect(throws: UserAdministration.Refusal.lastAdmin) { try administration.deactivate(third) }
    }

    @Test func `a reset password ends every session and lifts the throttle`() throws {
        let user = try administration.add(asked("ada"))
        let tokens = try scratch.tokens("ada")
        for _ in 1...5 {
            _ = try scratch.send("POST", "/api/v1/auth/login", ["username": "ada", "password": "no"])
        }
        try administration.resetPassword(of: user, to: "Escada-Rolante-9")
        #expect(try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(tokens.refresh)]).status == 401)
        _ = try scratch.tokens("ada", password: "Escada-Rolante-9")
        #expect(throws: UserAdministration.Refusal.self) { try administration.resetPassword(of: user, to: "ada") }
    }

    @Test func `a generated password is long, satisfies the policy and is unique`() {
        let passwords = (0..<50).map { _ in UserAdministration.newPassword() }
        #expect(Set(passwords).count == 50)
        #expect(
            passwords.allSatisfy {
                $0.utf8.count == 20 && PasswordPolicy().faults(of: $0, for: .init(username: nil, email: nil)).isEmpty
            })
    }

    @Test func `callers change their own name and nothing else, and the audit has it`() throws {
        let scratch = try ScratchAccounts()
        let user = try scratch.addUser("ada")
        let token = try scratch.tokens("ada").access
        func patch(_ content: JSON) throws -> Reception {
            try scratch.send("PATCH", "/api/v1/me", content, token: token)
        }
        let changed = try patch(["name": " Ada Lovelace ", "role": "admin", "username": "root", "is_active": false])
        #expect(changed.status == 200 && changed["name"] == "Ada Lovelace" && changed["role"] == "agent")
        #expect(try scratch.send("GET", "/api/v1/me", token: token).bytes == changed.bytes)
        #expect(try patch([:]).status == 200)
        for name in ["", "<b>", nil] as [JSON] { #expect(try patch(["name": name]).status == 422) }
        let stored = try #require(try AccountStore(scratch.resources.connection).find(user.id))
        #expect(stored.username == "ada" && stored.role == .agent && stored.isActive && stored.name == "Ada Lovelace")
        let events = try AuditStore(scratch.resources.connection).page(Page(number: 1, size: 9), of: .init()).events
        #expect(events.first?.action.name == "user.changed" && events.first?.changes == ["name": .untoldChange])
        #expect(events.count(where: { $0.action.name == "user.changed" }) == 1)
        #expect(try scratch.send("PATCH", "/api/v1/me", ["name": "x"]).status == 401)
    }
}
