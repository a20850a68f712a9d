import Crypto
import DomainTestSupport
import FoundationEssentials
import HTTP
import Posix
import TestSupport
import Testing

@testable import Storage

/// The contract of a store, for each that there is.
@Suite struct FileStoreTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test(arguments: SampleStore.allCases)
    func `a file that is kept has a name of its own and the digest of what was written`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        let file = try IncomingFile(in: store, fileExtension: "pdf")
        for piece in ["%PDF", "-1.7", ""] { try file.write(Array(piece.utf8).span) }
        try file.end()
        #expect(file.count == 8)
        #expect(try file.bytes(at: 1, count: 4) == Array("PDF-".utf8))
        #expect(try file.bytes(at: 6, count: 4) == Array(".7".utf8))
        #expect(try file.keep() == sha256("%PDF-1.7"))
        #expect(
            file.path.wholeMatch(
                of: /([0-9a-f]{2})\/\1[0-9a-f]{6}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.pdf/) != nil)
        #expect(StoredPath.isPath(file.path))
        #expect(try store.paths() == [file.path])
        #expect(try store.text(of: file.path) == "%PDF-1.7")
        try store.remove(file.path)
        try store.remove(file.path)
        #expect(try store.paths() == [])
    }

    @Test(arguments: SampleStore.allCases, [0, 1, 4095, 4096, 131_071, 131_072, 131_073, 1_048_576, 1_500_001])
    func `a large file is what was written, however it came`(in sample: SampleStore, bytes: Int) throws {
        let store = try sample.make(in: scratch)
        let content = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let file = try IncomingFile(in: store, fileExtension: "pdf", expectedBytes: 4_900_000)
        var start = 0
        while start < bytes {
            let end = min(bytes, start + 1 + start % 70_000)
            try file.write(content.span.extracting(start..<end))
            start = end
        }
        try file.end()
        #expect(try file.bytes(at: 0, count: 5) == Array(content.prefix(5)))
        #expect(try file.keep() == sha256(content))
        var hasher = SHA256Hasher()
        #expect(try store.read(file.path) { hasher.update($0) })
        #expect(hasher.finalize() == sha256(content))
    }

    @Test(arguments: SampleStore.allCases)
    func `a file that is not kept is gone with its last reference`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        do {
            let file = try IncomingFile(in: store, fileExtension: "pdf")
            try file.write([1, 2, 3].span)
            try file.end()
            // An object is there when it is kept.
            #expect(try store.paths() == (sample == .objects ? [] : [file.path]))
        }
        #expect(try store.paths() == [])
        do {
            let file = try IncomingFile(in: store, fileExtension: nil)
            try file.end()
            try file.add(fileExtension: "doc")
        }
        #expect(try store.paths() == [])
    }

    @Test(arguments: SampleStore.allCases)
    func `a file without an extension gets that of its content once`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        let file = try IncomingFile(in: store, fileExtension: nil)
        try file.write(Array("x".utf8).span)
        try file.end()
        #expect(!file.path.contains("."))
        try file.add(fileExtension: "docx")
        try file.add(fileExtension: "docx")
        #expect(file.path.hasSuffix(".docx") && !file.path.hasSuffix(".docx.docx"))
        _ = try file.keep()
        #expect(try store.paths() == [file.path])
        #expect(try store.text(of: file.path) == "x")
    }

    @Test(arguments: SampleStore.allCases)
    func `a missing file is missing, not an error`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        let path = "ab/x.pdf"
        #expect(try store.content(of: path, isSentByServer: false) == nil)
        #expect(try store.text(of: path) == nil)
        #expect(try !store.holds(path))
        #expect(try !store.copy(path, to: scratch.file("copy")))
        #expect(try !store.restore(path))
        try store.trash(path)
        try store.erase(path)
        #expect(try store.pathsInTrash() == [])
    }

    @Test(arguments: SampleStore.allCases)
    func `a response sends what was kept`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        try store.put("cv", at: "ab/x.pdf")
        let content = try #require(try store.content(of: "ab/x.pdf", isSentByServer: false))
        switch content {
        case .bytes(let bytes): #expect(bytes == Array("cv".utf8))
        case .file(let path, let bytes):
            #expect(FileManager.default.contents(atPath: path) == Data("cv".utf8))
            #expect(bytes == 2)
        case .stream(let stream):
            var sent: [UInt8] = []
            try stream {
                sent += $0
                return true
            }
            #expect(sent == Array("cv".utf8))
        case .none, .internalRedirect: Issue.record("\(content)")
        }
    }

    @Test(arguments: SampleStore.allCases)
    func `the trash gives back the newest, and forgets what is older than its days`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        let (path, other) = ("ab/x.pdf", "cd/y.pdf")
        let now = Date()
        for (day, text) in ["old", "new"].enumerated() {
            try store.put(text, at: path)
            try store.trash(path, at: now.addingTimeInterval(Double(day) * 86_400))
            try store.trash(path, at: now.addingTimeInterval(Double(day) * 86_400))
        }
        try store.put("other", at: other)
        try store.trash(other, at: now)
        #expect(try store.paths() == [])
        #expect(try store.pathsInTrash() == [path, path, other])
        #expect(try store.firstInTrash(1) == [path])
        #expect(try store.restore(path))
        #expect(try store.text(of: path) == "new")
        #expect(try store.emptyTrash(at: now.addingTimeInterval(14 * 86_400)) == 0)
        #expect(try store.emptyTrash(at: now.addingTimeInterval(16 * 86_400)) == 2)
        #expect(try store.pathsInTrash() == [])
        #expect(try store.paths() == [path])
    }

    @Test(arguments: SampleStore.allCases)
    func `an erased file is gone from its place and from the trash`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        for day in 0..<3 {
            try store.put("x", at: "ab/x.pdf")
            try store.trash("ab/x.pdf", at: Date(timeIntervalSince1970: Double(day) * 86_400))
        }
        try store.put("x", at: "ab/x.pdf")
        try store.erase("ab/x.pdf")
        #expect(try store.paths() == [])
        #expect(try store.pathsInTrash() == [])
    }

    @Test(arguments: SampleStore.allCases)
    func `a copy is of the file, or of what the trash has of it`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        try store.put("kept", at: "ab/x.pdf")
        try store.put("removed", at: "cd/y.pdf")
        try store.trash("cd/y.pdf")
        for (path, text) in [("ab/x.pdf", "kept"), ("cd/y.pdf", "removed")] {
            let target = scratch.file(text)
            #expect(try store.copy(path, to: target))
            #expect(FileManager.default.contents(atPath: target) == Data(text.utf8))
            #expect(throws: PosixError.self) { try store.copy(path, to: target) }
        }
    }

    @Test(arguments: SampleStore.allCases)
    func `a folder of files takes the place of all that there was, which comes back`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        try store.put("old", at: "ab/x.pdf")
        try store.setMark("old")
        let folder = FolderStore(scratch.file("copy"))
        try folder.prepare()
        try folder.put("new", at: "cd/y.pdf")
        try folder.setMark("new")
        _ = try store.replaceAll(by: folder.path, keepingAs: "20261130T000000Z")
        #expect(try store.paths() == ["cd/y.pdf"])
        #expect(try store.text(of: "cd/y.pdf") == "new")
        #expect(try store.mark() == "new")
        try store.putBack(keptAs: "20261129T000000Z")
        #expect(try store.paths() == ["cd/y.pdf"])
        for _ in 1...2 { try store.putBack(keptAs: "20261130T000000Z") }
        #expect(try store.paths() == ["ab/x.pdf"])
        #expect(try store.text(of: "ab/x.pdf") == "old")
        #expect(try store.mark() == "old")
    }

    @Test(arguments: SampleStore.allCases)
    func `the mark is what was set last`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        #expect(try store.mark() == nil)
        for text in ["one", "two"] {
            try store.setMark(text)
            #expect(try store.mark() == text)
        }
        #expect(try store.paths() == [])
    }

    @Test(arguments: SampleStore.allCases)
    func `has room, and the check leaves nothing`(in sample: SampleStore) throws {
        let store = try sample.make(in: scratch)
        try store.check(roomFor: 1)
        #expect(try store.freeBytes() ?? 1 > 0)
        #expect(try store.paths() == [])
    }

    @Test(arguments: ["ab/x.pdf", "00/.."] as [String])
    func `a path is a section and one name`(text: String) {
        #expect(StoredPath.isPath(text) == (text == "ab/x.pdf"))
        for other in ["/\(text)", "\(text)/x", "../\(text)", "", "ab", "ab/", "AB/x", ".trash/x", "zz/x"] {
            #expect(!StoredPath.isPath(other))
        }
    }
}
