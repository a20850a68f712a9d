import Accounts
import DomainTestSupport
import FoundationEssentials
import Frame
import HTTP
import Passwords
import Routing
import Serving
import TestSupport
import Testing
import Values

/// A database with all tables, and the resources of a responder's thread on it; dropped with the last reference.
final class ScratchAccounts {
    static let password = "Corredor-7"

    private let responder: TestResponder<Context>
    private let database: ScratchDatabase

    /// - Throws: when there is no server: tests of the database fail without one, they are not skipped.
    init(_ variables: [String: String] = [:]) throws {
        database = try ScratchDatabase.withSchema()
        responder = try TestResponder(
            [accountRoutes, dialectRoutes], keeping: accountsDomain.answers, database: database, variables
        ) { service in
            ThreadResources(
                service: service, accounts: try AccountsEnvironment(settings: service.settings, threads: 8))
        }
    }

    /// The resources of its thread.
    var resources: ThreadResources { responder.resources }

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
        var variables = ["REMOTE_ADDR": address]
        if let token { variables["HTTP_AUTHORIZATION"] = "Bearer \(token)" }
        if let form { return try responder.send(method, path, form: form, variables, with: resources) }
        return try responder.send(method, path, content, variables, with: resources)
    }
}
