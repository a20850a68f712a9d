import Glibc
import MariaDB
import Testing

/// A database of a test's own on the server that `GUICHE_TEST_DATABASE_URL` names; dropped with the last reference.
final class ScratchDatabase: Sendable {
    let options: ConnectionOptions
    private let name: String

    /// - Throws: when there is no server: tests of the database fail without one, they are not skipped.
    init() throws {
        name = "guiche_scratch_\(UInt64.random(in: 0 ... .max))"
        var options = try Self.server()
        let connection = Connection(options)
        try connection.executeScript("CREATE DATABASE \(name) CHARACTER SET utf8mb4;")
        options.database = name
        self.options = options
    }

    deinit {
        do {
            try Connection(Self.server()).executeScript("DROP DATABASE \(name);")
        } catch {
            Issue.record(error, "the scratch database \(name) stays behind")
        }
    }

    /// The server of the tests, without a database.
    static func server() throws -> ConnectionOptions {
        struct Missing: Error, CustomStringConvertible {
            let description = "GUICHE_TEST_DATABASE_URL must name a MariaDB server on which databases may be created"
        }
        guard let url = unsafe getenv("GUICHE_TEST_DATABASE_URL") else { throw Missing() }
        return try ConnectionOptions(url: unsafe String(cString: url))
    }

    func connection() -> Connection { Connection(options) }
}
