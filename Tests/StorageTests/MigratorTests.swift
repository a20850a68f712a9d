import MariaDB
import Posix
import TestSupport
import Testing

@testable import Storage

/// The rules of the migrator, with migrations of the test's own.
struct MigratorTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let first = Migration(version: 1, name: "first", up: "CREATE TABLE a (n INT);", down: "DROP TABLE a;")
    private let second = Migration(
        version: 2, name: "second", up: "CREATE TABLE b (n INT);\nINSERT INTO b VALUES (1);", down: "DROP TABLE b;")

    init() throws {
        database = try ScratchDatabase()
        connection = database.connection()
    }

    private func migrator(_ migrations: Migration...) -> Migrator {
        Migrator(connection: connection, migrations: migrations)
    }

    @Test func `runs what is missing, in order, and records it`() throws {
        var done: [String] = []
        #expect(try migrator(first).up() == 1)
        #expect(try migrator(first, second).up { done.append($0.label) } == 2)
        #expect(done == ["0002_second"])
        #expect(try migrator(first, second).up { done.append($0.label) } == 2)
        #expect(done.count == 1)
        let history = try Migrator.history(of: connection)
        #expect(history.map(\.label) == ["0001_first", "0002_second"])
        #expect(history.allSatisfy { record in record.finishedAt.map { $0 >= record.startedAt } == true })
        #expect(history.map(\.checksum) == [first.checksum, second.checksum])
    }

    @Test func `goes up to a version and down by a count`() throws {
        let migrator = migrator(first, second)
        #expect(try migrator.up(to: 1) == 1)
        #expect(throws: MigrationError.target(3, current: 1, last: 2)) { try migrator.up(to: 3) }
        try migrator.up()
        #expect(throws: MigrationError.target(1, current: 2, last: 2)) { try migrator.up(to: 1) }
        #expect(try migrator.down() == 1)
        #expect(try migrator.down(5) == 0)
        #expect(try migrator.down() == 0)
    }

    @Test func `refuses a migration that was changed after it was run`() throws {
        try migrator(first).up()
        let changed = Migration(version: 1, name: "first", up: first.up + " ", down: first.down)
        for attempt in [{ try migrator(changed, second).up() }, { try migrator(changed, second).down() }] {
            #expect(throws: MigrationError.changed("0001_first")) { try attempt() }
        }
        #expect(try Migrator.history(of: connection).count == 1)
    }

    @Test func `refuses a database with a migration that the folder lacks`() throws {
        try migrator(first, second).up()
        #expect(throws: MigrationError.unknown("0002_second")) { try migrator(first).up() }
        let other = Migration(version: 2, name: "other", up: second.up, down: second.down)
        #expect(throws: MigrationError.unknown("0002_second")) { try migrator(first, other).down() }
    }

    @Test func `marks one that broke off, says why, and refuses to go on`() throws {
        let broken = Migration(
            version: 2, name: "broken", up: "CREATE TABLE b (n INT);\nCREATE TABLE a (n INT);", down: "DROP TABLE b;")
        let error = #expect(throws: MigrationError.self) { try migrator(first, broken).up() }
        guard case .failed("0002_broken", let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.contains("1050") && cause.contains("CREATE TABLE a"))
        let history = try Migrator.history(of: connection)
        #expect(history.map { $0.finishedAt == nil } == [false, true])
        #expect(throws: MigrationError.unfinished("0002_broken")) { try migrator(first, broken).up() }
        #expect(throws: MigrationError.unfinished("0002_broken")) { try migrator(first, broken).down() }
        try connection.execute("DROP TABLE b")
        try connection.execute("DELETE FROM schema_migrations WHERE version = 2")
        #expect(try migrator(first, second).up() == 2)
    }

    @Test func `one whose first statement fails has changed nothing, and is run again`() throws {
        let full: SQL = "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table is full'"
        try migrator(first).up()
        let refused = Migration(version: 2, name: "second", up: "\(full.text);\n\(second.up)", down: second.down)
        let error = #expect(throws: MigrationError.self) { try migrator(first, refused).up() }
        guard case .failed("0002_second", let cause) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.contains("1114") && cause.hasSuffix("; nothing was changed"))
        #expect(try Migrator.history(of: connection).map(\.version) == [1])
        #expect(try migrator(first, second).up() == 2)
        let kept = Migration(version: 2, name: "second", up: second.up, down: "\(full.text);\nDROP TABLE b;")
        #expect(throws: MigrationError.self) { try migrator(first, kept).down() }
        #expect(try Migrator.history(of: connection).allSatisfy { $0.finishedAt != nil })
        #expect(try migrator(first, second).down(2) == 0)
    }

    @Test func `refuses tables that no migration is recorded for`() throws {
        try connection.execute("CREATE TABLE somebodys (n INT)")
        #expect(throws: MigrationError.unrecorded) { try migrator(first).up() }
        #expect(try Migrator.history(of: connection).isEmpty)
    }

    @Test func `two migrators at once do it once`() throws {
        let slow = Migration(
            version: 1, name: "slow", up: "CREATE TABLE a (n INT);\nDO SLEEP(0.3);", down: "DROP TABLE a;")
        let options = database.options
        let migrate: @Sendable () -> Void = {
            DatabaseThread.attach()
            defer { DatabaseThread.detach() }
            do {
                try Migrator(connection: Connection(options), migrations: [slow]).up()
            } catch {
                Issue.record(error)
            }
        }
        let one = try ThreadHandle(migrate)
        let other = try ThreadHandle(migrate)
        one.join()
        other.join()
        #expect(try Migrator.history(of: connection).count == 1)
    }
}
