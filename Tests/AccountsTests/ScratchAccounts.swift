import Accounts
import Crypto
import FoundationEssentials
import HTTP
import MariaDB
import Passwords
import Platform
import Routing
import Testing

/// A database with the tables of accounts alone, and a responder thread's desk before it; dropped with the last reference.
final class ScratchAccounts {
    static let password = "Corredor-7"

    let desk: Desk
    let dispatcher: Dispatcher<Context>
    private let name: String

    /// - Throws: when there is no server: tests of the database fail without one, they are not skipped.
    init(_ variables: [String: String] = [:]) throws {
        name = "guiche_accounts_\(hexEncoded(randomBytes(8)))"
        try Self.server(database: "").executeScript("CREATE DATABASE \(name) CHARACTER SET utf8mb4;")
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let tables = try String(contentsOfFile: "/\(root)/scripts/migrations/0001_accounts.up.sql", encoding: .utf8)
        try Self.server(database: name).executeScript(tables)
        desk = try Self.desk(database: name, variables)
        dispatcher = Dispatcher(desk.service, serving: [accountRoutes])
    }

    deinit {
        do {
            try Self.server(database: "").executeScript("DROP DATABASE \(name);")
        } catch {
            Issue.record(error, "the scratch database \(name) stays behind")
        }
    }

    /// A desk of another thread on the same database and the same counters.
    func anotherDesk() -> Desk {
        Desk(service: desk.service, accounts: desk.accounts)
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
        try AccountStore(desk.connection).insert(user, passwordHash: hash)
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
        at desk: Desk? = nil
    ) throws -> Reception {
        var variables = ["REQUEST_METHOD": method, "REQUEST_URI": path]
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
        dispatcher.answer(ReadyExchange(variables, bytes), at: desk ?? self.desk) {
            received += $0
            return true
        }
        return try Reception(received)
    }

    private static func url(database: String) throws -> String {
        struct Missing: Error, CustomStringConvertible {
            let description = "GUICHE_TEST_DATABASE_URL must name a MariaDB server on which databases may be created"
        }
        guard let url = ProcessInfo.processInfo.environment["GUICHE_TEST_DATABASE_URL"] else { throw Missing() }
        let sides = url.split(separator: "?", maxSplits: 1)
        let server = sides[0].split(separator: "/", omittingEmptySubsequences: false).prefix(3).joined(separator: "/")
        return "\(server)/\(database)" + (sides.count > 1 ? "?\(sides[1])" : "")
    }

    private static func server(database: String) throws -> Connection {
        Connection(try ConnectionOptions(url: url(database: database)))
    }

    private static func desk(database: String, _ variables: [String: String]) throws -> Desk {
        var all = [
            "DATABASE_URL": try url(database: database), "SECRET_KEY": "kR8vT2mXq5LwZ9pB3nHs7JfYc4GdUe6A",
            "BCRYPT_COST": "4", "LOG_LEVEL": "error",
        ]
        all.merge(variables) { $1 }
        let settings = try Settings(all, for: .serving)
        let statistics = try Statistics(
            folder: nil, operations: accountRoutes.routes.map(\.operation), pools: ["staff"], pool: "staff", threads: 1)
        let service = Service(settings: settings, log: Log(from: .error), statistics: statistics, openAPI: [])
        return Desk(service: service, accounts: try AccountsEnvironment(settings: settings))
    }
}

/// A response as a gateway receives it.
struct Reception {
    let status: Int
    let fields: [String: String]
    let content: JSON

    init(_ bytes: [UInt8]) throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let header = text.prefix(upTo: try #require(text.firstRange(of: "\r\n\r\n")).lowerBound)
        var fields: [String: String] = [:]
        for line in header.split(separator: "\r\n") {
            let sides = line.split(separator: ": ", maxSplits: 1)
            if sides.count == 2 { fields[String(sides[0])] = String(sides[1]) }
        }
        self.fields = fields
        status = try #require(fields["Status"].flatMap { Int($0.prefix(3)) })
        let rest = Array(bytes.dropFirst(header.utf8.count + 4))
        content = rest.isEmpty ? .null : try JSONText.parse(rest)
    }

    /// The member of that name, when it is a string.
    subscript(name: String) -> String? {
        if case .string(let text)? = content[name] { text } else { nil }
    }

    /// The names of the faulty fields.
    var faultyFields: Set<String> {
        if case .object(let details)? = content["error"]?["details"] { Set(details.keys) } else { [] }
    }
}

/// A request that is all there.
final class ReadyExchange: Exchange {
    private let variables: [String: String]
    private var rest: ArraySlice<UInt8>

    init(_ variables: [String: String], _ content: [UInt8]) {
        self.variables = variables
        rest = content[...]
    }

    func variable(_ name: String) -> String? { variables[name] }

    func readContent(into buffer: inout [UInt8]) -> Int {
        let piece = rest.prefix(buffer.count)
        rest = rest.dropFirst(piece.count)
        buffer.replaceSubrange(..<piece.count, with: piece)
        return piece.count
    }
}
