import CRM
import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Views

@Suite struct ViewStoreTests {
    private let database: ScratchDatabase
    private let store: ViewStore
    private let now = Instant.read("2026-01-31T12:00:00Z") ?? .distantPast
    private let ana = User.ID()
    private let bia = User.ID()

    init() throws {
        database = try ScratchDatabase.withSchema()
        let connection = database.connection()
        store = ViewStore(connection)
        for (id, name) in [(ana, "ana"), (bia, "bia")] {
            try connection.execute(
                """
                INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
                VALUES (\(id), \(name), \(name), \(name + "@example.com"), '', 'agent', 'agent', \(now), \(now))
                """)
        }
    }

    private func add(
        _ name: String, of owner: User.ID, list: SavedView.List = .leads, isShared: Bool = false
    ) throws -> SavedView.ID {
        let id = SavedView.ID()
        try store.add(ViewDetails(of: list, name: name, query: "q=a", isShared: isShared), as: id, of: owner, at: now)
        return id
    }

    private func names(for user: User.ID, of list: SavedView.List? = nil) throws -> [String] {
        let found = try store.page(Page(number: 1, size: 20), for: user, of: list)
        #expect(found.total == found.views.count)
        return found.views.map(\.details.name)
    }

    @Test func `everyone sees their own views and the shared ones, each once`() throws {
        let own = try add("c", of: ana)
        let shared = try add("a", of: ana, isShared: true)
        let other = try add("b", of: bia, list: .customers)
        #expect(try names(for: ana) == ["a", "c"])
        #expect(try names(for: bia) == ["a", "b"])
        #expect(try names(for: bia, of: .leads) == ["a"])
        #expect(try names(for: ana, of: .customers) == [])
        #expect(try store.find(own, for: bia) == nil && store.hold(own, for: bia) == nil)
        #expect(try store.find(shared, for: bia)?.ownerID == ana)
        #expect(try store.find(other, for: bia)?.details.list == .customers)
    }

    @Test func `an update on a state that is no longer is not done`() throws {
        let id = try add("a", of: ana)
        var view = try #require(try store.find(id, for: ana))
        view.details.name = "b"
        view.details.isShared = true
        #expect(try store.update(view, at: now))
        #expect(try !store.update(view, at: now) && !store.remove(view))
        let after = try #require(try store.find(id, for: bia))
        #expect(after.details.name == "b" && after.version == 2)
        #expect(try store.remove(after))
        #expect(try names(for: ana) == [])
    }
}

@Suite struct ViewQueryTests {
    @Test(arguments: [
        (SavedView.List.leads, ""), (.leads, "status=PENDING&status=LOST&sort_by=score&sort_desc=false"),
        (.leads, "q=S%C3%A3o&score_min=40&unknown=1&page=2"), (.customers, "search=a&active_only=false"),
    ])
    func `a query that the list accepts is kept`(list: SavedView.List, query: String) {
        #expect(ViewFields.check(query, of: list) == [])
    }

    @Test(arguments: [
        (SavedView.List.leads, "status=ASLEEP", 1), (.leads, "score_min=a&sort_by=shoe_size", 2),
        (.leads, "q=%ZZ", 1), (.customers, "active_only=perhaps", 1), (.customers, "page=0", 1),
    ])
    func `what the list would refuse is a fault`(list: SavedView.List, query: String, count: Int) {
        #expect(ViewFields.check(query, of: list).count == count)
    }

    @Test func `a question mark before the query is not kept`() {
        #expect(ViewFields.query("?a=b") == "a=b" && ViewFields.query(nil) == "" && ViewFields.query("a?b") == "a?b")
        #expect(ViewFields.query("?\u{301}a=b") == "\u{301}a=b")
    }
}

@Suite struct AnswerTests {
    private static let view = SavedView(
        id: SavedView.ID(), ownerID: User.ID(), details: ViewDetails(of: .leads, name: "Hot", query: "priority=hot"),
        version: 1)

    static let samples = [
        AnswerSample("changed view", Changed(message: "Done.", resource: view)),
        AnswerSample("views", PageOf([view], total: 1, Page(number: 1, size: 20))),
    ]

    @Test(arguments: samples)
    func `has the shape that it declares`(sample: AnswerSample) throws {
        #expect(try sample.faults() == [])
    }
}
