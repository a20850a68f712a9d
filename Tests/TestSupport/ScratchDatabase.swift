import FoundationEssentials
public import MariaDB

/// A database of a test's own on the server that `GUICHE_TEST_DATABASE_URL` names; given back or dropped with the last reference.
public final class ScratchDatabase: Sendable {
    /// Where it is, as settings name it.
    public let url: String
    /// Where it is, as connections take it, with time for a machine that is busy with other tests.
    public let options: ConnectionOptions
    private let name: String
    private let isPooled: Bool

    /// A database with the schema and its first rows.
    ///
    /// - Throws: when there is no server.
    public static func withSchema() throws -> ScratchDatabase {
        if let name = ScratchPool.take() { return try ScratchDatabase(name, isPooled: true) }
        return try ScratchDatabase(new: true, loading: ["schema.sql"])
    }

    /// An empty database, or one that files of the package have filled.
    ///
    /// - Throws: when there is no server: tests of the database fail without one, they are not skipped.
    public convenience init(loading scripts: String...) throws { try self.init(new: false, loading: scripts) }

    private convenience init(new isPooled: Bool, loading scripts: [String]) throws {
        let name = "guiche_scratch_\(UInt64.random(in: 0 ... .max))"
        try Connection(Self.server()).executeScript("CREATE DATABASE \(name) CHARACTER SET utf8mb4;")
        try self.init(name, isPooled: isPooled)
        for script in scripts { try connection().executeScript(SourceTree.text(of: script)) }
    }

    private init(_ name: String, isPooled: Bool) throws {
        self.name = name
        self.isPooled = isPooled
        url = try Self.url(database: name)
        options = try Self.options(of: name)
    }

    deinit {
        // A test that fails to load the schema leaves a database that the pool does not know as new either.
        if isPooled, (try? ScratchPool.giveBack(name)) != nil { return }
        Self.drop(name)
    }

    /// Drops the database of a name.
    static func drop(_ name: String) {
        do {
            try Connection(server()).executeScript("DROP DATABASE \(name);")
        } catch {
            print("the scratch database \(name) stays behind: \(error)")
        }
    }

    /// Where the database of a name is.
    static func options(of name: String) throws -> ConnectionOptions { try patient(url(database: name)) }

    /// The server of the tests, without a database.
    ///
    /// - Throws: when none is named.
    public static func server() throws -> ConnectionOptions { try patient(url(database: "")) }

    /// A new connection to it.
    public func connection() -> Connection { Connection(options) }

    private static func patient(_ url: String) throws -> ConnectionOptions {
        var options = try ConnectionOptions(url: url)
        options.answerTimeout = .seconds(60)
        return options
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
}
