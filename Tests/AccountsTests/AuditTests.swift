import Accounts
import FoundationEssentials
import MariaDB
import Platform
import Routing
import TestSupport
import Testing

@Suite struct AuditTests {
    let scratch: ScratchAccounts

    init() throws { scratch = try ScratchAccounts() }

    private func events(_ filter: AuditStore.Filter = AuditStore.Filter(), page: Int = 1, size: Int = 100) throws -> (
        events: [AuditEvent], total: Int
    ) {
        try AuditStore(scratch.desk.connection).page(Page(number: page, size: size), of: filter)
    }

    private func actions() throws -> [String] { try events().events.reversed().map(\.action.name) }

    @Test func `every sign-in leaves one event, known name or not, and names nobody unknown`() throws {
        let user = try scratch.addUser("ada")
        for (name, password) in [("ada", "no"), ("nobody", "no"), ("ada", ScratchAccounts.password)] {
            _ = try scratch.send(
                "POST", "/api/v1/auth/login", ["username": .string(name), "password": .string(password)])
        }
        let found = try events().events.reversed().map(\.self)
        #expect(found.map(\.action.name) == ["login.failed", "login.failed", "login.succeeded"])
        #expect(found.map(\.target) == [.user(user.id), nil, found[2].target])
        #expect(found.map(\.actor?.username) == [nil, nil, "ada"])
        #expect(found.allSatisfy { $0.changes.isEmpty && $0.requestID?.isEmpty == false })
    }

    @Test(arguments: ["ada", "nobody"]) func `the fifth failure is told as a lock, once`(name: String) throws {
        try scratch.addUser("ada")
        for _ in 1...7 {
            _ = try scratch.send("POST", "/api/v1/auth/login", ["username": .string(name), "password": "no"])
        }
        #expect(try actions() == [String](repeating: "login.failed", count: 4) + ["login.locked"])
    }

    @Test func `a token of a session that was ended is told once a minute`() throws {
        try scratch.addUser("ada")
        let refresh = JSON.object(["refresh": .string(try scratch.tokens("ada").refresh)])
        for path in ["logout", "refresh", "refresh"] { _ = try scratch.send("POST", "/api/v1/auth/\(path)", refresh) }
        #expect(try actions() == ["login.succeeded", "logout", "token.refused"])
        #expect(try Set(events().events.map { $0.target?.id }).count == 1)
    }

    @Test func `a permission that is lacking is told once a minute`() throws {
        try scratch.addUser("ada")
        let token = try scratch.tokens("ada").access
        for _ in 1...3 { #expect(try scratch.send("GET", "/api/v1/audit", token: token).status == 403) }
        let refused = try events().events.filter { $0.action.name == "access.refused" }
        #expect(refused.map(\.target) == [AuditEvent.Target("permission", "audit.view")])
        #expect(refused.map(\.actor?.username) == ["ada"])
    }

    @Test func `an event is kept with its transaction or not at all`() throws {
        struct Undone: Error {}
        let trail = AuditTrail(scratch.desk.connection)
        #expect(throws: Undone.self) {
            try scratch.desk.connection.transaction {
                try trail.add(AuditEvent.Action("test.undone"))
                throw Undone()
            }
        }
        #expect(try events().total == 0)
    }

    @Test func `an event cannot be changed`() throws {
        try AuditTrail(scratch.desk.connection).add(AuditEvent.Action("test.done"))
        #expect(throws: DatabaseError.self) {
            try scratch.desk.connection.execute("UPDATE audit_events SET action = 'test.other'")
        }
        #expect(try actions() == ["test.done"])
    }

    @Test func `filters and pages, and totals that are counted and those that are kept, agree`() throws {
        let trail = AuditTrail(scratch.desk.connection)
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        let ada = AuditEvent.Actor(id: AuditEvent.Actor.ID(), username: "ada")
        for second in 0..<10 {
            try trail.add(
                second % 2 == 0 ? AuditEvent.Action("test.even") : AuditEvent.Action("test.odd"),
                by: second < 3 ? ada : nil, at: start + Double(second))
        }
        var filter = AuditStore.Filter()
        #expect(try events(size: 3).events.map(\.at) == [9, 8, 7].map { start + $0 })
        #expect(try events(page: 4, size: 3).events.map(\.at) == [start])
        #expect(try events(page: 5, size: 3).events.isEmpty)
        #expect(try events().total == 10)
        filter.action = "test.odd"
        #expect(try events(filter).total == 5)
        filter.actor = ada.id
        #expect(try events(filter).events.map(\.at) == [start + 1])
        filter = AuditStore.Filter()
        filter.from = start + 3
        filter.before = start + 5
        #expect(try events(filter).events.map(\.at) == [start + 4, start + 3])
        let store = AuditStore(scratch.desk.connection)
        #expect(try store.purge(before: start + 4) == 4)
        #expect(try events().total == 6)
        filter.before = nil
        #expect(try events(filter).total == 6)
    }
}
