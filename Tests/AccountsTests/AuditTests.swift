import Accounts
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import TestSupport
import Testing
import Values

@Suite struct AuditTests {
    let scratch: ScratchAccounts

    init() throws { scratch = try ScratchAccounts() }

    private func events(_ filter: AuditStore.Filter = AuditStore.Filter(), page: Int = 1, size: Int = 100) throws -> (
        events: [AuditEvent], total: Int
    ) {
        try AuditStore(scratch.resources.connection).page(Page(number: page, size: size), of: filter)
    }

    private func actions() throws -> [String] { try events().events.reversed().map(\.action.name) }

    @Test func `every sign-in leaves one event, without unknown names`() throws {
        let user = try scratch.addUser("ada")
        for (name, password) in [("ada", "no"), ("nobody", "no"), ("ada", ScratchAccounts.password)] {
            _ = try scratch.send(
                "POST", "/api/v1/auth/login", ["username": .string(name), "password": .string(password)])
        }
        let found = try events().events.reversed().map(\.self)
        #expect(found.map(\.action.name) == ["login.failed", "login.failed", "login.succeeded"])
        #expect(found[0].target == .user(user.id) && found[1].target?.kind == "name")
        #expect(found[1].target?.id.count == 64 && found[1].target?.id.contains("nobody") == false)
        #expect(found.map(\.actor?.username) == [nil, nil, "ada"])
        #expect(found.allSatisfy { $0.changes.isEmpty && $0.requestID?.isEmpty == false })
    }

    @Test(arguments: ["ada", "nobody"]) func `the fifth failure is recorded as a lock, once`(name: String) throws {
        try scratch.addUser("ada")
        for _ in 1...7 {
            _ = try scratch.send("POST", "/api/v1/auth/login", ["username": .string(name), "password": "no"])
        }
        #expect(try actions() == [String](repeating: "login.failed", count: 4) + ["login.locked"])
    }

    @Test func `a token of an ended session is recorded once a minute`() throws {
        try scratch.addUser("ada")
        let refresh = JSON.object(["refresh": .string(try scratch.tokens("ada").refresh)])
        for path in ["logout", "refresh", "refresh"] { _ = try scratch.send("POST", "/api/v1/auth/\(path)", refresh) }
        #expect(try actions() == ["login.succeeded", "logout", "token.refused"])
        #expect(try Set(events().events.map { $0.target?.id }).count == 1)
    }

    @Test func `a missing permission is recorded once a minute`() throws {
        try scratch.addUser("ada")
        let token = try scratch.tokens("ada").access
        for _ in 1...3 { #expect(try scratch.send("GET", "/api/v1/audit", token: token).status == 403) }
        let refused = try events().events.filter { $0.action.name == "access.refused" }
        #expect(refused.map(\.target) == [AuditEvent.Target("permission", "audit.view")])
        #expect(refused.map(\.actor?.username) == ["ada"])
    }

    @Test func `an event is kept with its transaction or not at all`() throws {
        struct Undone: Error {}
        let trail = AuditTrail(scratch.resources.connection)
        #expect(throws: Undone.self) {
            try scratch.resources.connection.transaction {
                try trail.add(AuditEvent.Action("test.undone"))
                throw Undone()
            }
        }
        #expect(try events().total == 0)
    }

    @Test func `an event with more changes than its column holds names the fields alone`() throws {
        let long = JSON.string(String(repeating: "é", count: 20_000))
        try AuditTrail(scratch.resources.connection).add(
            AuditEvent.Action("test.long"),
            changes: ["rules": .change(from: long, to: long), "name": .change(from: nil, to: "a")])
        #expect(try events().events.map(\.changes) == [["rules": .untoldChange, "name": .untoldChange]])
    }

    @Test func `an unknown name leaves the same digest each time, another under another key`() throws {
        func digests(_ scratch: ScratchAccounts) throws -> [String?] {
            for name in ["Nobody", " nobody ", "somebody"] {
                _ = try scratch.send("POST", "/api/v1/auth/login", ["username": .string(name), "password": "no"])
            }
            return try AuditStore(scratch.resources.connection).page(Page(number: 1, size: 9), of: .init()).events
                .reversed().map { $0.target?.id }
        }
        let (first, second) = try (
            digests(scratch), digests(ScratchAccounts(["SECRET_KEY": "aN0ther-kEy-of-32-characters-abcd"]))
        )
        #expect(first[0] == first[1] && first[0] != first[2] && first[0] != second[0])
    }

    @Test func `an event has the address that the request came from`() throws {
        try scratch.addUser("ada")
        for address in ["192.0.2.7", "2001:db8::7", String(repeating: "x", count: 46), ""] {
            _ = try scratch.send(
                "POST", "/api/v1/auth/login", ["username": "ada", "password": "no"], from: address)
        }
        #expect(try events().events.reversed().map(\.address) == ["192.0.2.7", "2001:db8::7", nil, nil])
    }

    @Test func `an event cannot be changed, and not be deleted before its time, whatever a session says of the time`()
        throws
    {
        let connection = scratch.resources.connection
        let trail = AuditTrail(connection)
        try trail.add(AuditEvent.Action("test.done"))
        try trail.add(AuditEvent.Action("test.old"), at: Date() - 731 * 86_400)
        #expect(throws: DatabaseError.self) {
            try connection.execute("UPDATE audit_events SET action = 'test.other'")
        }
        for setting in ["SET timestamp = 4000000000", "SET timestamp = DEFAULT", "SET time_zone = '+13:00'"] {
            try connection.executeScript("\(setting);")
            #expect(throws: DatabaseError.self) {
                try connection.execute("DELETE FROM audit_events WHERE action = 'test.done'")
            }
        }
        try connection.executeScript("SET timestamp = DEFAULT;\nSET time_zone = '+00:00';")
        #expect(try AuditStore(connection).retentionDays() == 730)
        #expect(try AuditStore(connection).purge(before: Date() - 730 * 86_400) == 1)
        #expect(try actions() == ["test.done"])
        try AuditStore(connection).setRetention(days: 1)
        #expect(throws: DatabaseError.self) { try AuditStore(connection).purge(before: Date() + 1) }
    }

    @Test func `filters and pages, and totals that are counted and those that are kept, agree`() throws {
        let trail = AuditTrail(scratch.resources.connection)
        let start = Date(timeIntervalSince1970: 1_600_000_000)
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
        let store = AuditStore(scratch.resources.connection)
        #expect(try store.purge(before: start + 4) == 4)
        #expect(try events().total == 6)
        filter.before = nil
        #expect(try events(filter).total == 6)
    }
}
