import Crypto
import DomainTestSupport
import FoundationEssentials
import MariaDB
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct ResumeSweepTests {
    private let scratch: ScratchFolder
    private let database: ScratchDatabase
    private let connection: Connection

    init() throws {
        scratch = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
    }

    private func keep(_ content: String = "x", in store: any FileStore) throws -> (path: String, digest: [UInt8]) {
        let file = try IncomingFile(in: store, fileExtension: "pdf")
        try file.write(Array(content.utf8).span)
        try file.end()
        let digest = try file.keep()
        return (file.path, digest)
    }

    /// A lead with a file of its own; the path.
    @discardableResult
    private func lead(in store: any FileStore) throws -> String {
        let (path, digest) = try keep(in: store)
        let resume = Resume(
            path: path, filename: "cv.pdf", contentType: "application/pdf", bytes: 1, digest: digest)
        let id = Lead.ID()
        try LeadStore(connection).insert(
            id, SampleLeads.contact { $0.email = "\(id.text)@example.com" }, resume: resume, at: Date())
        return path
    }

    private func sweep(
        _ store: any FileStore, _ connection: Connection? = nil, olderThanSeconds age: Int = 0, evenMany: Bool = false
    ) throws -> [String] {
        try ResumeSweep(store, connection ?? self.connection).run(olderThanSeconds: age, evenMany: evenMany).moved
    }

    @Test(arguments: SampleStore.allCases)
    func `moves what no lead names to the trash, and it comes back`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        let named = try lead(in: store)
        let orphan = try keep(in: store).path
        let arriving = try IncomingFile(in: store, fileExtension: "pdf")
        // What is arriving for a bucket is not there before it is whole.
        let unnamed = (sample == .objects ? [orphan] : [orphan, arriving.path]).sorted()
        #expect(try store.paths() == ([named] + unnamed).sorted())
        #expect(try sweep(store).sorted() == unnamed)
        #expect(try store.paths() == [named])
        #expect(try store.pathsInTrash() == unnamed)
        #expect(try store.restore(orphan))
        #expect(try store.text(of: orphan) == "x")
        #expect(try sweep(store) == [orphan])
        #expect(try sweep(store) == [])
    }

    @Test func `leaves what is younger than the given age`() throws {
        let store = try SampleStore.folder.make(in: scratch)
        try lead(in: store)
        let orphan = try keep(in: store).path
        #expect(try sweep(store, olderThanSeconds: 3600) == [])
        #expect(try sweep(store) == [orphan])
    }

    @Test(arguments: SampleStore.allCases)
    func `a store of another database is left alone, and says so`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        for _ in 0..<3 { try lead(in: store) }
        #expect(try sweep(store) == [])
        let foreign = try ScratchDatabase.withSchema()
        let other = foreign.connection()
        let before = try store.paths()
        #expect(throws: FileStoreFault.ofAnotherDatabase) { try sweep(store, other) }
        #expect(throws: FileStoreFault.ofAnotherDatabase) { try FileStoreIdentity(of: store).check(other) }
        #expect(try store.paths() == before)
        try FileStoreIdentity(of: store).adopt(by: other)
        #expect(throws: FileStoreFault.ofAnotherDatabase) { try sweep(store) }
        #expect(try sweep(store, other).count == 3)
    }

    @Test func `a store without an id is adopted only by a database that references its files`() throws {
        let store = try SampleStore.folder.make(in: scratch)
        for _ in 0..<3 { try lead(in: store) }
        let foreign = try ScratchDatabase.withSchema()
        let other = foreign.connection()
        #expect(throws: FileStoreFault.unknown(files: 3)) { try sweep(store, other) }
        #expect(try store.paths().count == 3)
        #expect(try sweep(store, olderThanSeconds: 3600) == [])
        #expect(throws: FileStoreFault.ofAnotherDatabase) { try sweep(store, other) }
    }

    @Test(arguments: SampleStore.allCases)
    func `an empty store belongs to the first that sweeps it; one with a broken mark to none`(
        in sample: SampleStore
    ) throws {
        let store = try sample.make(in: scratch)
        #expect(try sweep(store) == [])
        try FileStoreIdentity(of: store).check(connection)
        try store.setMark("no id")
        #expect(throws: FileStoreFault.unreadableMark) { try sweep(store) }
        try FileStoreIdentity(of: store).adopt(by: connection)
        #expect(try sweep(store) == [])
        try connection.execute("DELETE FROM instance")
        #expect(throws: FileStoreFault.databaseWithoutID) { try sweep(store) }
    }

    @Test func `more than crashes leave stays, unless a person has looked`() throws {
        let store = try SampleStore.memory.make(in: scratch)
        try lead(in: store)
        #expect(try sweep(store) == [])
        for _ in 0..<ResumeSweep.commonOrphans { _ = try keep(in: store) }
        #expect(try sweep(store).count == 20)
        for _ in 0..<21 { _ = try keep(in: store) }
        #expect(throws: FileStoreFault.tooManyOrphans(orphans: 21, files: 22)) { try sweep(store) }
        #expect(try store.paths().count == 22)
        #expect(try sweep(store, evenMany: true).count == 21)
        #expect(try store.pathsInTrash().count == 41)
    }

    @Test(arguments: SampleStore.allCases)
    func `a file that a row names is put back from the trash`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        let paths = [try lead(in: store), try lead(in: store)]
        try store.trash(paths[0])
        var restored: [String] = []
        try ResumeVerification(store, connection).restoreNamed { restored.append($0) }
        #expect(restored == [paths[0]])
        #expect(try store.paths() == paths.sorted())
    }

    @Test(arguments: SampleStore.allCases)
    func `each row is compared with its file`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        let paths = try (0..<3).map { _ in try lead(in: store) }
        try store.remove(paths[0])
        try store.put("y", at: paths[1])
        var findings: [String: ResumeVerification.Finding] = [:]
        let (rows, good) = try ResumeVerification(store, connection).run { findings[$0] = $1 }
        #expect(findings == [paths[0]: .missing, paths[1]: .differs])
        #expect(rows == 3)
        #expect(good == 1)
    }
}
