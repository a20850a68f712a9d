import FoundationEssentials
import Frame
import Passwords
import Routing
import TestSupport
import Testing

@testable import Accounts

@Suite struct SignInTests {
    @Test(arguments: ["ada", "ADA", "ada@example.com", "Ada@Example.COM", " ada "])
    func `signs in by user name or address, as JSON or as a form`(name: String) throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("Ada", role: .manager)
        let content: JSON = ["username": .string(name), "password": .string(ScratchAccounts.password)]
        let answer = try scratch.send("POST", "/api/v1/auth/login", content)
        #expect(answer.status == 200)
        #expect(answer["token_type"] == "bearer")
        #expect(answer.content["expires_in"] == 86_400)
        #expect(answer["refresh_token"] != nil)
        #expect(answer.fields["Cache-Control"] == "no-store")
        let form =
            "grant_type=password&username=\(name.replacing("@", with: "%40").replacing(" ", with: "+"))&password=Corredor-7"
        #expect(try scratch.send("POST", "/api/v1/auth/login/", form: form).status == 200)
        let token = try #require(answer["access_token"])
        for path in ["/api/v1/auth/me", "/api/v1/me"] {
            let me = try scratch.send("GET", path, token: token)
            #expect(me["username"] == "Ada")
            #expect(me.content["is_active"] == true)
            #expect(
                me.content["permissions"]
                    == .array(Role.manager.permissions.map { .string($0.rawValue) }.sorted { "\($0)" < "\($1)" }))
        }
    }

    @Test func `a wrong password, an unknown name and an inactive user are answered alike`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        try scratch.addUser("old", isActive: false)
        let answers = try [("ada", "Corredor-8"), ("nobody", "Corredor-7"), ("a b", "x"), ("old", "Corredor-7")].map {
            try scratch.send("POST", "/api/v1/auth/login", ["username": .string($0), "password": .string($1)])
        }
        for answer in answers {
            #expect(answer.status == 401)
            #expect(answer.fields["WWW-Authenticate"] == "Bearer")
            #expect(answer.content["error"]?["message"] == answers[0].content["error"]?["message"])
        }
    }

    @Test(arguments: ["ada", "nobody", "nobody@example.com", "a b"])
    func `after five failures every further try waits, with the right password too`(name: String) throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        for _ in 1...5 {
            #expect(
                try scratch.send("POST", "/api/v1/auth/login", ["username": .string(name), "password": "no"]).status
                    == 401)
        }
        let right: JSON = ["username": .string(name.uppercased()), "password": .string(ScratchAccounts.password)]
        for path in ["/api/v1/auth/login", "/api/v1/auth/token"] {
            let answer = try scratch.send("POST", path, right)
            #expect(answer.status == 429)
            #expect(880...900 ~= Int(answer.fields["Retry-After"] ?? "") ?? 0)
        }
    }

    private func status(_ scratch: ScratchAccounts, _ name: String, _ password: String = "no") throws -> Int {
        try scratch.send(
            "POST", "/api/v1/auth/login", ["username": .string(name), "password": .string(password)]
        ).status
    }

    @Test func `failures by name and by address are of one user, and success forgets them`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        for name in ["ada", "ada@example.com", "ADA", "ada"] { #expect(try status(scratch, name) == 401) }
        _ = try scratch.tokens("ada")
        for name in ["ada", "ada@example.com", "ADA", "ada", "ada"] { #expect(try status(scratch, name) == 401) }
        for name in ["ada", "ada@example.com"] { #expect(try status(scratch, name, ScratchAccounts.password) == 429) }
    }

    @Test(arguments: [["n", "n", "n", "e", "e", "e"], ["n", "e", "n", "e", "n", "e", "n", "e", "n", "e", "n", "e"]])
    func `failures do not reveal whether a name and an address are one account`(turns: [String]) throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada")
        func statuses(_ name: String) throws -> [Int] {
            try turns.map { try status(scratch, $0 == "n" ? name : "\(name)@example.com") }
        }
        let (known, unknown) = try (statuses("ada"), statuses("eva"))
        #expect(known == unknown)
        #expect(known.count(where: { $0 == 401 }) == min(turns.count, 10))
    }

    @Test(
        arguments: [
            (4, nil, 6), (6, nil, 6), (4, 6, 6), (6, 8, 8), (8, 6, 8),
        ] as [(Int, Int?, Int)])
    func `a try costs the same whatever the cost of the user's hash, and without a user`(
        stored: Int, other: Int?, total: Int
    ) throws {
        let hash = try PasswordHash.hashing(Array("Corredor-7".utf8), cost: stored)
        let dearest = max(stored, other ?? 0, 6)
        let steps = { (costs: [Int]) in costs.reduce(0) { $0 + 1 << $1 } }
        #expect(steps(PasswordTry(hash, cost: dearest).costs) == 1 << total)
        #expect(steps(PasswordTry(nil, cost: dearest).costs) == 1 << total)
        #expect(PasswordTry(hash, cost: dearest).matches(Array("Corredor-7".utf8)))
        #expect(!PasswordTry(hash, cost: dearest).matches(Array("Corredor-8".utf8)))
        #expect(!PasswordTry(nil, cost: dearest).matches(Array("Corredor-7".utf8)))
    }

    @Test func `the cost of a try is that of the dearest stored hash, or of new ones`() throws {
        let scratch = try ScratchAccounts(["BCRYPT_COST": "5"])
        #expect(try AccountStore(scratch.resources.connection).highestPasswordCost() == nil)
        let user = try scratch.addUser("ada")
        #expect(try AccountStore(scratch.resources.connection).highestPasswordCost() == 4)
        let dear = try PasswordHash.hashing(Array("Corredor-7".utf8), cost: 7)
        try AccountStore(scratch.resources.connection).setPasswordHash(of: user.id, to: dear, at: Date())
        let store = AccountStore(scratch.resources.connection)
        let cost = { (met: Int?) in
            try scratch.resources.accounts.tryCost(meeting: met, store.highestPasswordCost)
        }
        #expect(try cost(nil) == 7)
        // A dearer one that another process stored is met at its user's sign-in, and from then on costs everyone as much.
        try store.setPasswordHash(
            of: user.id, to: try PasswordHash.hashing(Array("Corredor-7".utf8), cost: 8), at: Date())
        #expect(try cost(nil) == 7)
        #expect(try scratch.tokens("ada").access.isEmpty == false)
        #expect(try cost(nil) == 8)
    }

    @Test func `at most three quarters of the threads hash or wait to hash`() {
        for processors in [1, 2, 4, 64] {
            for threads in [1, 2, 8, 16] {
                let gate = HashingGate(processors: processors, threads: threads)
                #expect(gate.running >= 1 && gate.running <= max(1, processors - 1))
                #expect(gate.running + gate.waiting == max(1, 3 * threads / 4))
            }
        }
    }

    @Test func `a failure expires after a quarter of an hour`() throws {
        let scratch = try ScratchAccounts()
        let failures = LoginFailureStore(scratch.resources.connection)
        let account = LoginFailureStore.Account.name(SignInName("x"))
        let start = Date(timeIntervalSince1970: 1_800_000_000)
        for second in 0..<5 {
            #expect(try failures.noteFailure(of: account, at: start + Double(second)) == second + 1)
        }
        #expect(try failures.secondsToWait(for: account, at: start + 5) == 895)
        #expect(try failures.noteFailure(of: account, at: start + 5) == 6)
        #expect(try failures.secondsToWait(for: account, at: start + 901.5) == nil)
        #expect(try failures.removeOld(at: start + 2000) == 6)
    }

    @Test func `a hash of another cost is replaced when its user signs in`() throws {
        let scratch = try ScratchAccounts(["BCRYPT_COST": "5"])
        let user = try scratch.addUser("ada")
        _ = try scratch.tokens("ada")
        #expect(try AccountStore(scratch.resources.connection).passwordHash(of: user.id)?.cost == 5)
        _ = try scratch.tokens("ada")
    }

    @Test func `a password matches in any Unicode form`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada", password: "Acr\u{E9}scimo-7")
        _ = try scratch.tokens("ada", password: "Acre\u{301}scimo-7")
    }

    @Test(
        arguments: [
            [:], ["username": "ada"], ["password": "x"], ["username": "", "password": ""],
            ["username": 1, "password": []],
        ] as [JSON])
    func `a sign-in without name or password is not valid`(content: JSON) throws {
        #expect(try ScratchAccounts().send("POST", "/api/v1/auth/login", content).status == 422)
    }

    @Test func `a password that bcrypt would cut never matches`() throws {
        let scratch = try ScratchAccounts()
        try scratch.addUser("ada", password: String(repeating: "a", count: 72))
        for password in [String(repeating: "a", count: 73), String(repeating: "a", count: 72) + "\u{0}"] {
            let answer = try scratch.send(
                "POST", "/api/v1/auth/login", ["username": "ada", "password": .string(password)])
            #expect(answer.status == 401)
        }
    }
}
