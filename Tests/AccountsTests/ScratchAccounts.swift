import Accounts
import FoundationEssentials
import HTTP
import Passwords
import Platform
import Routing
import TestSupport
import Testing

/// A database with all tables, and the resources of a responder's thread on it; dropped with the last reference.
final class ScratchAccounts {
    static let password = "Corredor-7"

    let resources: ThreadResources
    let dispatcher: Dispatcher<Context>
    private let database: ScratchDatabase

    /// - Throws: when there is no server: tests of the database fail without one, they are not skipped.
    init(_ variables: [String: String] = [:]) throws {
        database = try ScratchDatabase.withSchema()
        resources = try Self.resources(before: database, variables)
        dispatcher = Dispatcher(resources.service, [accountRoutes, dialectRoutes])
    }

    /// The resources of another thread on the same database and counters.
    func anotherThread() -> ThreadResources {
        ThreadResources(service: resources.service, accounts: resources.accounts)
    }

    /// Keeps a user with the sample password.
    @discardableResult
    func addUser(_ username: String, role: Role = .agent, password: String = password, isActive: Bool = true) throws
        -> User
    {
        let user = User(
            id: User.ID(), username: username, name: username, email: "\(username.lowercased())@example.com",
            role: role,
            roleName: role.rawValue, isActive: isActive, createdAt: Date())
        let hash = try PasswordHash.hashing(PasswordPolicy.bytes(of: password), cost: 4)
        try AccountStore(resources.connection).insert(user, passwordHash: hash)
        return user
    }

    /// Signs a user in and gives both tokens.
    func tokens(_ username: String, password: String = password) throws -> (access: String, refresh: String) {
        let answer = try send(
            "POST", "/api/v1/auth/token", ["username": .string(username), "password": .string(password)])
        return (try #require(answer["access"]), try #require(answer["refresh"]))
    }

    /// Sends a request through the dispatcher.
    func send(
        _ method: String, _ path: String, _ content: JSON? = nil, form: String? = nil, token: String? = nil,
        with resources: ThreadResources? = nil, from address: String = "192.0.2.1"
    ) throws -> Reception {
        var variables = ["REQUEST_METHOD": method, "REQUEST_URI": path, "REMOTE_ADDR": address]
        var bytes: [UInt8] = []
        if let content {
            bytes = try JSONText.bytes(of: content)
            variables["CONTENT_TYPE"] = "application/json"
        } else if let form {
            bytes = Array(form.utf8)
            variables["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        }
        variables["CONTENT_LENGTH"] = "\(bytes.count)"
        variables["HTTP_AUTHORIZATION"] = token.map { "Bearer \($0)" }
        var received: [UInt8] = []
        dispatcher.answer(SampleExchange(variables, content: bytes), with: resources ?? self.resources) {
            received += $0
            return true
        }
        return try Reception(received)
    }

    private static func resources(before database: ScratchDatabase, _ variables: [String: String]) throws
        -> ThreadResources
    {
        var all = [
            "DATABASE_URL": database.url, "SECRET_KEY": "kR8vT2mXq5LwZ9pB3nHs7JfYc4GdUe6A",
            "BCRYPT_COST": "4", "LOG_LEVEL": "error",
        ]
        all.merge(variables) { $1 }
        let settings = try Settings(all, for: .serving)
        let statistics = try Statistics(
            folder: nil, operations: (accountRoutes.routes + dialectRoutes.routes).map(\.operation), pools: ["staff"],
            pool: "staff", threads: 1)
        let service = Service(settings: settings, log: Log(from: .error), statistics: statistics, openAPI: [])
        return ThreadResources(service: service, accounts: try AccountsEnvironment(settings: settings, threads: 8))
    }
}
