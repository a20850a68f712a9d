import FoundationEssentials
import Testing

@testable import Storage

final class MigrationFolderTests {
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "guiche-migrations-\(UInt64.random(in: 0 ... .max))"
    ).path()

    init() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: folder) } catch { Issue.record(error) }
    }

    private func write(_ files: [String: String]) throws {
        for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)")) }
    }

    @Test func `reads the two files of each migration, in order`() throws {
        try write([
            "0002_b.up.sql": "B", "0002_b.down.sql": "b", "0001_a.up.sql": "A", "0001_a.down.sql": "a", "README.md": "",
        ])
        let migrations = try MigrationFolder.migrations(in: folder)
        #expect(migrations.map(\.label) == ["0001_a", "0002_b"])
        #expect(migrations.map(\.up) == ["A", "B"])
        #expect(migrations.map(\.down) == ["a", "b"])
        #expect(migrations[0].checksum == "559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd")
    }

    @Test(arguments: [
        (["0001_a.up.sql"], MigrationError.halved("0001_a.down.sql")),
        (["0001_a.down.sql"], .halved("0001_a.up.sql")),
        (["0002_a.up.sql", "0002_a.down.sql"], .missing(1)),
        (["0001_a.up.sql", "0001_b.down.sql"], .repeated(1)),
        (["1_a.up.sql"], .misnamed("1_a.up.sql")),
        (["0000_a.up.sql"], .misnamed("0000_a.up.sql")),
        (["0001_A.up.sql"], .misnamed("0001_A.up.sql")),
        (["0001a.up.sql"], .misnamed("0001a.up.sql")),
        (["0001_a.sql"], .misnamed("0001_a.sql")),
        (["0001_.up.sql"], .misnamed("0001_.up.sql")),
    ])
    func `says what is wrong with a folder`(files: [String], fault: MigrationError) throws {
        for file in files { try write([file: ""]) }
        #expect(throws: fault) { try MigrationFolder.migrations(in: folder) }
    }

    @Test func `an empty folder is an error`() {
        #expect(throws: MigrationError.none(folder)) { try MigrationFolder.migrations(in: folder) }
    }

    @Test func `creates the files of the next migration`() throws {
        #expect(
            try MigrationFolder.create("first_step", in: folder)
                == ["\(folder)/0001_first_step.up.sql", "\(folder)/0001_first_step.down.sql"])
        #expect(try MigrationFolder.create("then", in: folder).first == "\(folder)/0002_then.up.sql")
        #expect(try MigrationFolder.migrations(in: folder).map(\.label) == ["0001_first_step", "0002_then"])
        for name in ["", "Big", "a b", "a/b", "é", String(repeating: "a", count: 101)] {
            #expect(throws: MigrationError.name(name)) { try MigrationFolder.create(name, in: folder) }
        }
    }
}
