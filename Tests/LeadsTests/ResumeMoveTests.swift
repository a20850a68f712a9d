import DomainTestSupport
import FoundationEssentials
import MariaDB
import Posix
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

/// What a move between two stores leaves in each; the end-to-end tests kill one.
@Suite struct ResumeMoveTests {
    private let scratch: ScratchFolder
    private let database: ScratchDatabase
    private let connection: Connection

    init() throws {
        scratch = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
    }

    /// A lead with a file of its own; the path.
    private func lead(_ content: String, in store: any FileStore) throws -> String {
        let file = try IncomingFile(in: store, fileExtension: "pdf")
        try file.write(Array(content.utf8).span)
        try file.end()
        let resume = Resume(
            path: file.path, filename: "cv.pdf", contentType: "application/pdf", bytes: content.utf8.count,
            digest: try file.keep())
        let id = Lead.ID()
        try LeadStore(connection).insert(
            id, SampleLeads.contact { $0.email = "\(id.text)@example.com" }, resume: resume, at: Date())
        return file.path
    }

    private func move(_ source: any FileStore, _ target: any FileStore) throws -> (ResumeMove.Report, [String]) {
        var found: [String] = []
        let report = try ResumeMove(from: source, to: target, connection).run { path, finding in
            found.append("\(finding) \(path)")
        }
        return (report, found)
    }

    @Test(arguments: [(SampleStore.folder, SampleStore.objects), (.objects, .memory), (.memory, .folder)])
    func `copies what rows name and the trash, once`(from first: SampleStore, to second: SampleStore) throws {
        let (source, target) = (try first.make(in: scratch), try second.make(in: scratch))
        let named = [try lead("one", in: source), try lead("two", in: source)].sorted()
        try source.put("orphan", at: "ab/orphan.pdf")
        try source.put("removed", at: "ab/removed.pdf")
        try source.trash("ab/removed.pdf")
        let (report, found) = try move(source, target)
        #expect(found.isEmpty && report == ResumeMove.Report(rows: 2, whole: 2, copied: 3, lost: 0))
        #expect(try target.paths() == named && target.pathsInTrash() == ["ab/removed.pdf"])
        #expect(
            try source.paths() == (named + ["ab/orphan.pdf"]).sorted() && source.pathsInTrash() == ["ab/removed.pdf"])
        #expect(try target.mark() != nil)
        #expect(try move(source, target).0 == ResumeMove.Report(rows: 2, whole: 2, copied: 0, lost: 0))
        #expect(try target.restore("ab/removed.pdf") && target.text(of: "ab/removed.pdf") == "removed")
    }

    @Test func `names what is damaged or missing, and replaces what is damaged in the other store`() throws {
        let (source, target) = (try SampleStore.folder.make(in: scratch), MemoryStore())
        let (good, damaged, missing) = (
            try lead("good", in: source), try lead("damaged", in: source), try lead("missing", in: source)
        )
        try source.put("other", at: damaged)
        try source.remove(missing)
        try target.put("x", at: good)
        let (report, found) = try move(source, target)
        #expect(Set(found) == ["differs \(damaged)", "missing \(missing)"])
        #expect(report == ResumeMove.Report(rows: 3, whole: 1, copied: 1, lost: 0))
        #expect(try target.paths() == [good] && target.text(of: good) == "good")
        // Nothing of what was begun is left.
        #expect(try source.paths() == [good, damaged].sorted())
    }

    @Test func `changes nothing in the store of another database`() throws {
        let (source, target) = (try SampleStore.folder.make(in: scratch), MemoryStore())
        _ = try lead("one", in: source)
        target.setMark("00000000-0000-4000-8000-000000000000")
        #expect(throws: FileStoreFault.ofAnotherDatabase) { try move(source, target) }
        #expect(try target.paths().isEmpty)
    }
}
