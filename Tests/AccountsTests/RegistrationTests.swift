import Accounts
import Frame
import Routing
import TestSupport
import Testing

@Suite struct RegistrationTests {
    static func registration(_ username: String, _ more: Members<JSON> = [:]) -> JSON {
        let given: Members<JSON> = [
            "username": .string(username), "email": .string("\(username)@example.com"),
            "password": .string(ScratchAccounts.password),
        ]
        return .object(given.merging(more) { $1 })
    }

    @Test(arguments: [
        (nil, "agent"), ("agent", "agent"), ("vendedor", "agent"), ("attorney", "agent"), ("manager", "manager"),
        ("gestor", "manager"), ("Gestor", "manager"),
    ])
    func `registers a user who can sign in, in the role that was asked for`(asked: String?, role: String) throws {
        let scratch = try ScratchAccounts()
        let given: Members<JSON> = asked.map { ["role": .string($0)] } ?? [:]
        let answer = try scratch.send("POST", "/api/v1/auth/register", Self.registration("Ada", given))
        #expect(answer.status == 201)
        #expect(answer["message"] == "User registered successfully")
        #expect(answer["username"] == "Ada")
        let me = try scratch.send("GET", "/api/v1/me", token: scratch.tokens("ada").access)
        #expect(me["role"] == role)
        #expect(me["email"] == "ada@example.com")
    }

    @Test func `names every faulty field at once`() throws {
        let scratch = try ScratchAccounts()
        let answer = try scratch.send(
            "POST", "/api/v1/auth/register",
            ["username": "a b", "email": "nobody", "password": "short", "role": "king", "name": "<b>"])
        #expect(answer.status == 422)
        #expect(answer.faultyFields == ["username", "email", "password", "role", "name"])
        #expect(
            try scratch.send("POST", "/api/v1/auth/register", [:]).faultyFields == ["username", "email", "password"])
    }

    @Test func `a name or an address is one user's, ignoring case`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("Ada")
        let other: JSON = "other@example.com"
        let sameName = try scratch.send("POST", "/api/v1/auth/register", Self.registration("aDA", ["email": other]))
        #expect(sameName.status == 409)
        #expect(sameName.faultyFields == ["username"])
        let sameAddress = try scratch.send(
            "POST", "/api/v1/auth/register", Self.registration("bob", ["email": "ADA@Example.com"]))
        #expect(sameAddress.status == 409)
        #expect(sameAddress.faultyFields == ["email"])
    }

    @Test func `a registration cannot create an administrator`() throws {
        let scratch = try ScratchAccounts()
        let asked = Self.registration("eve", ["role": "admin"])
        #expect(try scratch.send("POST", "/api/v1/auth/register", asked).status == 403)
        try scratch.addUser("root", role: .admin)
        let token = try scratch.tokens("root").access
        #expect(try scratch.send("POST", "/api/v1/auth/register", asked, token: token).status == 201)
    }

    @Test func `closed registration is for those who manage users`() throws {
        let scratch = try ScratchAccounts(["REGISTRATION": "closed"])
        try scratch.addUser("root", role: .admin)
        try scratch.addUser("boss", role: .manager)
        let asked = Self.registration("ada")
        #expect(try scratch.send("POST", "/api/v1/auth/register", asked).status == 403)
        #expect(try scratch.send("POST", "/api/v1/auth/register", [:]).status == 403)
        let manager = try scratch.tokens("boss").access
        #expect(try scratch.send("POST", "/api/v1/auth/register", asked, token: manager).status == 403)
        let admin = try scratch.tokens("root").access
        #expect(try scratch.send("POST", "/api/v1/auth/register", asked, token: admin).status == 201)
    }
}
