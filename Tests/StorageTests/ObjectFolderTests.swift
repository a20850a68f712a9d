import DomainTestSupport
import Environment
import FoundationEssentials
import Posix
import TestSupport
import Testing

@testable import Storage

/// Files as objects, in parts where they are large; the object store of the tests checks no signature, those of `Tests/EndToEnd` do.
@Suite struct ObjectFolderTests {
    private let scratch: ScratchFolder
    private let client: ObjectClient
    private let objects: ObjectFolder

    init() throws {
        scratch = try ScratchFolder()
        let store = try SampleStore.bucket(in: scratch)
        client = ObjectClient(store)
        objects = ObjectFolder(store)
    }

    /// Writes a file of a length whose bytes are not all the same.
    private func write(_ name: String, bytes: Int) throws {
        let handle = try FileHandle.create(scratch.file(name))
        let piece = (0..<1_000_003).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        for offset in stride(from: 0, to: bytes, by: piece.count) {
            try handle.write(piece.span.extracting(first: min(piece.count, bytes - offset)))
        }
    }

    private func names() throws -> [String] {
        var names: [String] = []
        try objects.forEach(beginning: "") { name, bytes in names.append("\(name) \(bytes)") }
        return names
    }

    @Test(arguments: [0, 1, ObjectClient.partBytes, ObjectClient.partBytes + 1, 2 * ObjectClient.partBytes + 5])
    func `a file of any size is sent once and comes back`(bytes: Int) throws {
        try write("copy", bytes: bytes)
        #expect(try objects.send(["copy"], from: scratch.path) == 1)
        #expect(try names() == ["copy \(bytes)"])
        #expect(try objects.send(["copy"], from: scratch.path) == 0)
        try objects.fetch("copy", to: scratch.file("back"))
        let fetched = try ObjectSource(scratch.file("back/copy"))
        #expect(try fetched.digest() == ObjectSource(scratch.file("copy")).digest())
        #expect(try client.description(of: "copy") == ObjectClient.Description(bytes: bytes, digest: fetched.digest()))
        try objects.remove("copy")
        #expect(try names() == [])
    }

    @Test func `a file that is not there is named`() throws {
        let fault = #expect(throws: ObjectFolder.Fault.self) { try objects.send(["copy"], from: scratch.path) }
        #expect(fault?.description == "there is no \(scratch.file("copy"))")
    }

    @Test func `an upload that broke off is no object, and is abandoned when it is old`() throws {
        let begun = try client.begin("copy", digest: "")
        #expect(try names() == [])
        try client.abandonUploads(beginning: "", before: 0)
        #expect(try client.unfinished(beginning: "").map(\.id) == [begun])
        try client.abandonUploads(beginning: "", before: .max)
        #expect(try client.unfinished(beginning: "") == [])
    }

    @Test func `parts that the store does not have are not joined`() throws {
        let begun = try client.begin("copy", digest: "")
        #expect(throws: ObjectStoreFault.self) {
            try client.join(["\"0123456789abcdef0123456789abcdef\""], of: "copy", begun)
        }
        #expect(try names() == [])
    }

    @Test func `a file of that length with other bytes is sent again`() throws {
        try client.put(Array("aaaa".utf8), at: "logs/first")
        try Folder.make(scratch.file("logs"))
        let handle = try FileHandle.create(scratch.file("logs/first"))
        try handle.write(Array("bbbb".utf8).span)
        #expect(try objects.send(["logs/first"], from: scratch.path) == 1)
        try objects.fetch("logs/first", to: scratch.file("back"))
        #expect(try String(contentsOfFile: scratch.file("back/logs/first"), encoding: .utf8) == "bbbb")
    }

    @Test func `a list of unfinished uploads is read, and another text is not`() throws {
        let list = """
            <ListMultipartUploadsResult><UploadIdMarker/><Upload><Key>a/b&amp;c</Key><UploadId>x/y==</UploadId>\
            <Initiated>1970-01-01T00:00:09.000Z</Initiated></Upload><IsTruncated>false</IsTruncated></ListMultipartUploadsResult>
            """
        let upload = UnfinishedUpload(name: "a/b&c", id: "x/y==", begunAtSeconds: 9)
        #expect(try UnfinishedUpload.all(in: Array(list.utf8)) == [upload])
        for document in ["", "<Error/>", list.replacing("UploadId>", with: "Id>"), list.replacing("1970", with: "x")] {
            #expect(throws: ObjectStoreFault.self) { try UnfinishedUpload.all(in: Array(document.utf8)) }
        }
    }

    @Test(arguments: [
        "", "/etc/passwd", "../x", "a/../b", "a//b", "a/", ".", "a\nb", String(repeating: "a", count: 513),
    ])
    func `a text that leads out of a folder is no name`(text: String) {
        #expect(!ObjectFolder.isName(text))
    }

    @Test func `names of copies and logs are names`() {
        for name in ["guiche-20261202T030405Z.tar.gz", "binary-logs/0f/mariadb-bin.000001"] {
            #expect(ObjectFolder.isName(name))
        }
    }
}
