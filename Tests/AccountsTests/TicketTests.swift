import Crypto
import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import TestSupport
import Testing

@testable import Accounts

@Suite struct TicketTests {
    private let scratch: ScratchAccounts

    init() throws {
        scratch = try ScratchAccounts()
        try scratch.addUser("ana")
    }

    private func ticket(_ token: String) throws -> String {
        let answer = try scratch.send("POST", "/api/v1/ws-tickets", token: token)
        #expect(answer.status == 201)
        #expect(answer.content["expires_in"] == 30)
        return try #require(answer["ticket"])
    }

    private func subscriber(_ query: String, bearer: String? = nil) throws -> Context {
        var variables: [String: String] = [:]
        variables["HTTP_AUTHORIZATION"] = bearer.map { "Bearer \($0)" }
        let exchange = try SampleExchange("GET", "/ws/echo/?\(query)", variables)
        let context = Context(Request(exchange), with: scratch.resources, language: .english)
        try context.admit(.toSubscribers())
        return context
    }

    @Test func `a ticket is good once, and for as long as the token that bought it`() throws {
        let tokens = try scratch.tokens("ana")
        let ticket = try ticket(tokens.access)
        let caller = try subscriber("ticket=\(ticket)")
        #expect(caller.caller?.username == "ana")
        let bought = try scratch.resources.signer.verify(tokens.access, as: .access)
        #expect(caller.accessExpiresAt == bought.expiresAt)
        #expect(throws: APIError.invalidToken) { try subscriber("ticket=\(ticket)") }
        #expect(throws: APIError.invalidToken) { try subscriber("ticket=\(ticket)", bearer: tokens.access) }
    }

    @Test func `a ticket ends with its session, and after 30 seconds`() throws {
        let tokens = try scratch.tokens("ana")
        let (first, second) = (try ticket(tokens.access), try ticket(tokens.access))
        try scratch.resources.connection.execute(
            "UPDATE tickets SET expires_at = \(Date()) WHERE digest = \(sha256(first))")
        #expect(throws: APIError.invalidToken) { try subscriber("ticket=\(first)") }
        #expect(try scratch.send("POST", "/api/v1/auth/logout", ["refresh": .string(tokens.refresh)]).status == 204)
        #expect(throws: APIError.invalidToken) { try subscriber("ticket=\(second)") }
        #expect(try TicketStore(scratch.resources.connection).removeExpired(at: Date()) == 1)
    }

    @Test func `a session has at most a hundred unused tickets; another session has its own`() throws {
        let tokens = try scratch.tokens("ana")
        let other = try scratch.tokens("ana")
        for _ in 1...TicketStore.liveLimit { _ = try ticket(tokens.access) }
        let answer = try scratch.send("POST", "/api/v1/ws-tickets", token: tokens.access)
        #expect(answer.status == 429 && answer.fields["Retry-After"] == "30")
        _ = try ticket(other.access)
        try scratch.resources.connection.execute("UPDATE tickets SET expires_at = \(Date())")
        _ = try ticket(tokens.access)
        #expect(try scratch.resources.connection.fetchValue("SELECT COUNT(*) FROM tickets", as: Int.self) == 2)
    }

    @Test func `a token may be in the query or in the field; a refresh token never`() throws {
        let tokens = try scratch.tokens("ana")
        #expect(try subscriber("token=\(tokens.access)").caller?.username == "ana")
        #expect(try subscriber("", bearer: tokens.access).caller?.username == "ana")
        for query in ["", "token=", "token=\(tokens.refresh)", "token=\(tokens.access)x", "ticket=", "ticket=x"] {
            #expect(throws: APIError.invalidToken) { try subscriber(query) }
        }
    }

    @Test func `valid sessions are found among many, with the current role`() throws {
        let (first, second) = (try scratch.tokens("ana"), try scratch.tokens("ana"))
        let sessions = try [first, second].map {
            try #require(try scratch.resources.signer.verify($0.access, as: .access).session)
        }
        let store = SessionStore(scratch.resources.connection)
        #expect(try Set(store.live(among: sessions, at: Date()).map(\.session)) == Set(sessions))
        #expect(try scratch.send("POST", "/api/v1/auth/logout", ["refresh": .string(first.refresh)]).status == 204)
        let standing = try store.live(among: sessions, at: Date())
        #expect(standing.map(\.session) == [sessions[1]])
        #expect(standing.first?.role == .agent)
        #expect(try store.live(among: [], at: Date()).isEmpty)
    }
}
