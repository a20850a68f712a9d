import Accounts
import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Routing
import Serving
import TestSupport
import Testing

@Suite struct SessionTests {
    @Test func `a refresh token makes access tokens and an access token does not`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        let tokens = try scratch.tokens("ada")
        let answer = try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(tokens.refresh)])
        #expect(answer.status == 200)
        #expect(try scratch.send("GET", "/api/v1/me", token: answer["access"]).status == 200)
        #expect(try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(tokens.access)]).status == 401)
        #expect(try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(tokens.refresh)]).status == 200)
        #expect(try scratch.send("GET", "/api/v1/me", token: tokens.refresh).status == 401)
    }

    @Test func `signing out ends that session only, immediately on every thread`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        let other = scratch.anotherThread()
        let (ended, kept) = (try scratch.tokens("ada"), try scratch.tokens("ada"))
        let born = try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(ended.refresh)])
        for token in [ended.access, born["access"], kept.access] {
            #expect(try scratch.send("GET", "/api/v1/me", token: token, with: other).status == 200)
        }
        let answer = try scratch.send("POST", "/api/v1/auth/logout", ["refresh": .string(ended.refresh)])
        #expect(answer.status == 204)
        for token in [ended.access, born["access"]] {
            #expect(try scratch.send("GET", "/api/v1/me", token: token, with: other).status == 401)
        }
        #expect(try scratch.send("GET", "/api/v1/me", token: kept.access, with: other).status == 200)
        #expect(try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(ended.refresh)]).status == 401)
        #expect(try scratch.send("POST", "/api/v1/auth/logout", ["refresh": .string(ended.refresh)]).status == 401)
    }

    @Test func `a change of password ends all other sessions`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        let (own, other) = (try scratch.tokens("ada"), try scratch.tokens("ada"))
        let change: JSON = ["current_password": .string(ScratchAccounts.password), "new_password": "Escada-Rolante-9"]
        #expect(try scratch.send("POST", "/api/v1/auth/password", change, token: own.access).status == 204)
        #expect(try scratch.send("GET", "/api/v1/me", token: own.access).status == 200)
        #expect(try scratch.send("GET", "/api/v1/me", token: other.access).status == 401)
        #expect(try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(other.refresh)]).status == 401)
        _ = try scratch.tokens("ada", password: "Escada-Rolante-9")
        let old: JSON = ["username": "ada", "password": .string(ScratchAccounts.password)]
        #expect(try scratch.send("POST", "/api/v1/auth/login", old).status == 401)
    }

    @Test func `a change of password names every fault, and too many wrong ones wait`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        let token = try scratch.tokens("ada").access
        for _ in 1...5 {
            let answer = try scratch.send(
                "POST", "/api/v1/auth/password", ["current_password": "no", "new_password": "Senha123"], token: token)
            #expect(answer.status == 422)
            #expect(answer.faultyFields == ["current_password", "new_password"])
        }
        let right: JSON = ["current_password": .string(ScratchAccounts.password), "new_password": "Escada-Rolante-9"]
        #expect(try scratch.send("POST", "/api/v1/auth/password", right, token: token).status == 429)
        #expect(try scratch.send("POST", "/api/v1/auth/password", right).status == 401)
        _ = try scratch.tokens("ada")
    }

    @Test func `an inactive user's tokens stop`() throws {
        let scratch = try ScratchAccounts()
        let user = try scratch.addUser("ada")
        let tokens = try scratch.tokens("ada")
        #expect(try scratch.send("GET", "/api/v1/me", token: tokens.access).status == 200)
        #expect(try AccountStore(scratch.resources.connection).deactivate(user.id, at: Date()))
        scratch.resources.service.statistics.bumpRevision()
        #expect(try scratch.send("GET", "/api/v1/me", token: tokens.access).status == 401)
        #expect(try scratch.send("POST", "/api/v1/auth/refresh", ["refresh": .string(tokens.refresh)]).status == 401)
    }

    @Test func `a session is its own user's`() throws {
        let scratch = try ScratchAccounts()
        let (ada, bob) = (try scratch.addUser("ada"), try scratch.addUser("bob"))
        let token = try scratch.tokens("ada").access
        let own = try scratch.resources.signer.verify(token, as: .access)
        let session = try #require(own.session)
        for user in [ada, bob] {
            let caller = Caller(id: user.id, username: "x", role: .admin, session: session)
            let forged = Token(.access, of: caller, issuedAt: own.issuedAt, expiresAt: own.expiresAt)
            let answer = try scratch.send("GET", "/api/v1/me", token: scratch.resources.signer.sign(forged))
            #expect(answer.status == (user.id == ada.id ? 200 : 401))
            // The role is the user's, whatever the token says.
            if user.id == ada.id { #expect(answer["role"] == "agent") }
        }
    }

    @Test func `a known caller costs no round trip to the database`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        let token = try scratch.tokens("ada").access
        func admit() throws -> Int {
            let before = scratch.resources.connection.queryCount
            let exchange = SampleExchange(["HTTP_AUTHORIZATION": "bearer \(token)"])
            let context = Context(.init(exchange), with: scratch.resources, language: .english)
            try context.admit(.to(.viewLeads))
            #expect(throws: APIError.missingPermission) { try context.admit(.to(.deleteLeads)) }
            return scratch.resources.connection.queryCount - before
        }
        // The session is read, its user noted as seen, and the refusal is recorded.
        #expect(try admit() == 3)
        #expect(try admit() == 0)
    }

    @Test(arguments: ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Token x"])
    func `credentials that are no access token are refused`(field: String) throws {
        let scratch = try ScratchAccounts()
        let context = Context(
            .init(SampleExchange(["HTTP_AUTHORIZATION": field])), with: scratch.resources, language: .english)
        #expect(throws: APIError.invalidToken) { try context.identify() }
        #expect(throws: APIError.invalidToken) { try context.admit(.toSignedIn) }
        try context.admit(.toAnyone)
    }
}
