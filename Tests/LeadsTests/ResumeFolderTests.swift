import Crypto
import FoundationEssentials
import Posix
import TestSupport
import Testing

@testable import Leads

@Suite struct ResumeFolderTests {
    private let scratch: ScratchFolder
    private let folder: ResumeFolder

    init() throws {
        scratch = try ScratchFolder()
        folder = ResumeFolder(scratch.file("uploads/resumes") + "/")
        try folder.prepare()
    }

    /// The files below the folder, arriving ones included.
    private func files() throws -> [String] {
        var found: [String] = []
        for section in try Folder.entries(of: folder.path) {
            found += try Folder.entries(of: folder.file(section.name)).map { "\(section.name)/\($0.name)" }
        }
        return found
    }

    @Test func `is made with a section for every first byte`() throws {
        let entries = try Folder.entries(of: folder.path)
        #expect(entries.count == 256)
        #expect(entries.allSatisfy { $0.isFolder })
        #expect(Set(entries.map(\.name)).isSuperset(of: ["00", "7f", "ff"]))
        try folder.prepare()
        #expect(!folder.path.hasSuffix("/"))
    }

    @Test func `a file that is kept has a name of its own and the digest of what was written`() throws {
        let file = try IncomingFile(in: folder, extension: "pdf")
        for piece in ["%PDF", "-1.7", ""] { try file.write(Array(piece.utf8).span) }
        #expect(file.count == 8)
        #expect(try file.bytes(at: 1, count: 4) == Array("PDF-".utf8))
        let digest = try file.keep()
        #expect(
            file.path.wholeMatch(
                of: /([0-9a-f]{2})\/\1[0-9a-f]{6}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.pdf/) != nil)
        #expect(digest == sha256("%PDF-1.7"))
        #expect(try files() == [file.path])
        #expect(FileManager.default.contents(atPath: folder.file(file.path)) == Data("%PDF-1.7".utf8))
        try folder.remove(file.path)
        try folder.remove(file.path)
        #expect(try files() == [])
    }

    @Test(arguments: [0, 1, 4095, 4096, 131_071, 131_072, 131_073, 1_048_576, 1_500_001])
    func `a large file is what was written, however it came`(bytes: Int) throws {
        let content = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let file = try IncomingFile(in: folder, extension: "pdf", expectedBytes: 4_900_000)
        var start = 0
        while start < bytes {
            let end = min(bytes, start + 1 + start % 70_000)
            try file.write(content.span.extracting(start..<end))
            start = end
        }
        try file.end()
        #expect(try file.bytes(at: 0, count: 5) == Array(content.prefix(5)))
        #expect(try file.keep() == sha256(content))
        #expect(FileManager.default.contents(atPath: folder.file(file.path)) == Data(content))
    }

    @Test func `a file that is not kept is gone with its last reference`() throws {
        do {
            let file = try IncomingFile(in: folder, extension: "pdf")
            try file.write([1, 2, 3].span)
            #expect(try files().count == 1)
        }
        #expect(try files() == [])
    }

    @Test func `a file that cannot be kept leaves nothing`() throws {
        do {
            let file = try IncomingFile(in: folder, extension: "pdf")
            try file.write([1].span)
            for number in 0..<256 {
                try FileManager.default.removeItem(atPath: folder.file(hexEncoded([UInt8(number)])))
            }
            #expect(throws: PosixError.self) { try file.keep() }
        }
        #expect(try files() == [])
    }
}
