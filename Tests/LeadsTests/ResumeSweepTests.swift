import Crypto
import FoundationEssentials
import MariaDB
import Platform
import Posix
import TestSupport
import Testing

@testable import Leads

@Suite struct ResumeSweepTests {
    private let scratch: ScratchFolder
    private let folder: ResumeFolder
    private let database: ScratchDatabase
    private let connection: Connection

    init() throws {
        scratch = try ScratchFolder()
        folder = ResumeFolder(scratch.file("resumes"))
        try folder.prepare()
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
    }

    private var trash: ResumeTrash { ResumeTrash(of: folder) }

    /// The stored files, in the order of their paths.
    private func files() throws -> [String] {
        try ResumeFolder.sections.flatMap { section in
            try Folder.entries(of: folder.file(section)).map { "\(section)/\($0.name)" }
        }.sorted()
    }

    private func inTrash() throws -> [String] {
        var paths: [String] = []
        try trash.forEach { paths.append($1) }
        return paths.sorted()
    }

    private func keep(_ content: String = "x") throws -> (path: String, digest: [UInt8]) {
        let file = try IncomingFile(in: folder, extension: "pdf")
        try file.write(Array(content.utf8).span)
        try file.end()
        let digest = try file.keep()
        return (file.path, digest)
    }

    /// A lead with a file of its own; the path.
    @discardableResult
    private func lead(on connection: Connection) throws -> String {
        let (path, digest) = try keep()
        let resume = Resume(
            path: path, filename: "cv.pdf", contentType: "application/pdf", bytes: 1, digest: digest)
        let id = Lead.ID()
        try LeadStore(connection).insert(
            id, SampleLeads.contact { $0.email = "\(id.text)@example.com" }, resume: resume, at: Date())
        return path
    }

    private func sweep(_ connection: Connection? = nil, olderThanSeconds age: Int = 0, evenMany: Bool = false) throws
        -> [String]
    {
        try ResumeSweep(folder, connection ?? self.connection).run(olderThanSeconds: age, evenMany: evenMany).moved
    }

    @Test func `moves what no lead names to the trash, once it is old enough, and it comes back`() throws {
        let named = try lead(on: connection)
        let orphan = try keep().path
        let arriving = try IncomingFile(in: folder, extension: "pdf")
        #expect(try sweep(olderThanSeconds: 3600) == [])
        #expect(try files() == [named, orphan, arriving.path].sorted())
        #expect(try sweep().sorted() == [orphan, arriving.path].sorted())
        #expect(try files() == [named])
        #expect(try inTrash() == [orphan, arriving.path].sorted())
        #expect(try trash.restore(orphan))
        #expect(try !trash.restore(orphan))
        #expect(try files() == [named, orphan].sorted())
        #expect(FileManager.default.contents(atPath: folder.file(orphan)) == Data("x".utf8))
        #expect(try sweep() == [orphan])
        #expect(try sweep() == [])
    }

    @Test func `a folder of another database is left alone, and says so`() throws {
        for _ in 0..<3 { try lead(on: connection) }
        #expect(try sweep() == [])
        let foreign = try ScratchDatabase.withSchema()
        let other = foreign.connection()
        let before = try files()
        #expect(throws: FolderFault.ofAnotherDatabase) { try sweep(other) }
        #expect(throws: FolderFault.ofAnotherDatabase) { try FolderIdentity(of: folder).check(other) }
        #expect(try files() == before)
        try FolderIdentity(of: folder).adopt(by: other)
        #expect(throws: FolderFault.ofAnotherDatabase) { try sweep() }
        #expect(try sweep(other).count == 3)
    }

    @Test func `a folder without an id is adopted only by a database that references its files`() throws {
        for _ in 0..<3 { try lead(on: connection) }
        let foreign = try ScratchDatabase.withSchema()
        let other = foreign.connection()
        #expect(throws: FolderFault.unknown(files: 3)) { try sweep(other) }
        #expect(try files().count == 3)
        #expect(try sweep(olderThanSeconds: 3600) == [])
        #expect(throws: FolderFault.ofAnotherDatabase) { try sweep(other) }
    }

    @Test func `an empty folder belongs to the first that sweeps it; one with a broken mark to none`() throws {
        #expect(try sweep() == [])
        try FolderIdentity(of: folder).check(connection)
        try Array("no id".utf8).write(to: folder.file(".instance"))
        #expect(throws: FolderFault.unreadableMark) { try sweep() }
        try FolderIdentity(of: folder).adopt(by: connection)
        #expect(try sweep() == [])
        try connection.execute("DELETE FROM instance")
        #expect(throws: FolderFault.databaseWithoutID) { try sweep() }
    }

    @Test func `more than crashes leave stays, unless a person has looked`() throws {
        try lead(on: connection)
        #expect(try sweep() == [])
        for _ in 0..<ResumeSweep.commonOrphans { _ = try keep() }
        #expect(try sweep().count == 20)
        for _ in 0..<21 { _ = try keep() }
        #expect(throws: FolderFault.tooManyOrphans(orphans: 21, files: 22)) { try sweep() }
        #expect(try files().count == 22)
        #expect(try sweep(evenMany: true).count == 21)
        #expect(try inTrash().count == 41)
    }

    @Test func `a file that is removed can be put back for days, and is gone after them`() throws {
        let path = try lead(on: connection)
        let now = Date()
        try trash.take(path, at: now)
        try trash.take(path, at: now)
        #expect(try files() == [])
        #expect(try trash.empty(at: now.addingTimeInterval(14 * 86_400)) == 0)
        var restored: [String] = []
        try trash.restoreNamed(by: connection) { restored.append($0) }
        #expect(restored == [path])
        #expect(try files() == [path])
        try trash.take(path, at: now)
        #expect(try trash.empty(at: now.addingTimeInterval(16 * 86_400)) == 1)
        #expect(try inTrash() == [])
        #expect(try Folder.entries(of: folder.file(".trash")) == [])
    }

    @Test func `an erased file is gone from folder and trash`() throws {
        let path = try lead(on: connection)
        let now = Date()
        for day in 0..<3 {
            try trash.take(path, at: now.addingTimeInterval(Double(day) * 86_400))
            try Array("x".utf8).write(to: folder.file(path))
        }
        try trash.erase(path)
        #expect(try files() == [])
        #expect(try inTrash() == [])
    }

    @Test func `each row is compared with its file`() throws {
        let paths = try (0..<3).map { _ in try lead(on: connection) }
        try folder.remove(paths[0])
        try Array("y".utf8).write(to: folder.file(paths[1]))
        var findings: [String: ResumeVerification.Finding] = [:]
        let (rows, good) = try ResumeVerification(folder, connection).run { findings[$0] = $1 }
        #expect(findings == [paths[0]: .missing, paths[1]: .differs])
        #expect(rows == 3)
        #expect(good == 1)
    }

    @Test(arguments: ["ab/x.pdf", "00/.."] as [String])
    func `a path is a section and one name`(text: String) {
        #expect(ResumeFolder.isPath(text) == (text == "ab/x.pdf"))
        for other in ["/\(text)", "\(text)/x", "../\(text)", "", "ab", "ab/", "AB/x", ".trash/x", "zz/x"] {
            #expect(!ResumeFolder.isPath(other))
        }
    }
}

extension [UInt8] {
    /// Writes a file in place of what is there.
    fileprivate func write(to path: String) throws { try Data(self).write(to: URL(filePath: path)) }
}
