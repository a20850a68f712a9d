import FoundationEssentials
import Posix
import TestSupport
import Testing

@Suite struct FolderTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func names(_ path: String) throws -> [String] {
        try Folder.entries(of: path).map { $0.isFolder ? "\($0.name)/" : $0.name }.sorted()
    }

    @Test func `lists files and folders without itself and its parent`() throws {
        #expect(try names(folder.path) == [])
        _ = try FileHandle.create(folder.file("é"))
        _ = try FileHandle.create(folder.file(".hidden"))
        try Folder.make(folder.file("inner"))
        #expect(try names(folder.path) == [".hidden", "inner/", "é"])
        let now = Int(Date().timeIntervalSince1970)
        #expect(try Folder.entries(of: folder.path).allSatisfy { abs($0.modifiedAtSeconds - now) < 60 })
    }

    @Test func `a folder that is not there is empty, a file is none`() throws {
        #expect(try Folder.entries(of: folder.file("none")) == [])
        _ = try FileHandle.create(folder.file("a"))
        #expect(throws: PosixError.self) { try Folder.entries(of: folder.file("a")) }
    }

    @Test func `makes what is missing and leaves what is there`() throws {
        try Folder.makeAll(folder.file("a/b/c"))
        _ = try FileHandle.create(folder.file("a/b/c/file"))
        try Folder.makeAll(folder.file("a/b/c"))
        #expect(try names(folder.file("a/b/c")) == ["file"])
        #expect(throws: PosixError.self) { try Folder.make(folder.file("x/y")) }
    }

    @Test func `gives a file a second path; not in place of another`() throws {
        try FileHandle.create(folder.file("a")).write([1].span)
        #expect(try Folder.linkIfThere(folder.file("a"), to: folder.file("b")))
        #expect(try FileHandle.open(reading: folder.file("b")).bytes(at: 0, count: 2) == [1])
        #expect(throws: PosixError.self) { try Folder.linkIfThere(folder.file("a"), to: folder.file("b")) }
        #expect(try !Folder.linkIfThere(folder.file("none"), to: folder.file("c")))
        #expect(try !Folder.linkIfThere(folder.file("a"), to: folder.file("none/c")))
    }

    @Test func `removes all below a folder, and of a link only the link`() throws {
        try Folder.makeAll(folder.file("a/b"))
        _ = try FileHandle.create(folder.file("a/b/x"))
        try Folder.make(folder.file("other"))
        _ = try FileHandle.create(folder.file("other/y"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("a/link"), withDestinationPath: folder.file("other"))
        try Folder.removeAll(folder.file("a"))
        try Folder.removeAll(folder.file("a"))
        #expect(try names(folder.path) == ["other/"])
        #expect(try names(folder.file("other")) == ["y"])
    }

    @Test func `removes a file; a missing one is treated as removed`() throws {
        _ = try FileHandle.create(folder.file("a"))
        try Folder.remove(folder.file("a"))
        try Folder.remove(folder.file("a"))
        #expect(try names(folder.path) == [])
        try Folder.make(folder.file("inner"))
        #expect(throws: PosixError.self) { try Folder.remove(folder.file("inner")) }
        #expect(throws: PosixError.self) { try Folder.synchronize(folder.file("none")) }
    }
}
