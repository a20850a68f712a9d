import Glibc
import TestSupport
import Testing

@testable import Posix

@Suite struct FileHandleTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func write(_ text: String, to file: borrowing FileHandle) throws {
        try file.write(Array(text.utf8).span)
    }

    @Test func `synced data is read back`() throws {
        let path = folder.file("a")
        let file = try FileHandle.create(path)
        try write("Guichê", to: file)
        try write("", to: file)
        try write("!", to: file)
        try file.synchronize()
        #expect(try file.byteCount() == 8)
        #expect(try file.bytes(at: 0, count: 100) == Array("Guichê!".utf8))
        let again = try FileHandle.open(reading: path)
        var buffer = [UInt8](repeating: 0, count: 5)
        var read: [UInt8] = []
        while case let count = try again.read(into: &buffer), count > 0 { read += buffer[..<count] }
        #expect(read == Array("Guichê!".utf8))
        #expect(try again.read(into: &buffer) == 0)
    }

    @Test(arguments: [(0, 3, "abc"), (2, 2, "cd"), (4, 9, "ef"), (6, 1, ""), (100, 5, ""), (0, 0, "")])
    func `gives the bytes at an offset, fewer at the end`(offset: Int, count: Int, text: String) throws {
        let file = try FileHandle.create(folder.file("a"))
        try write("abcdef", to: file)
        #expect(try file.bytes(at: offset, count: count) == Array(text.utf8))
    }

    @Test func `writes more than the system takes at once`() throws {
        let file = try FileHandle.create(folder.file("a"))
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
        try file.write(bytes.span)
        #expect(try file.byteCount() == bytes.count)
        #expect(try file.bytes(at: 2_999_000, count: 2_000) == Array(bytes.suffix(1_000)))
    }

    @Test func `a file that is there is never overwritten`() throws {
        let path = folder.file("a")
        try write("first", to: FileHandle.create(path))
        #expect(throws: PosixError(number: EEXIST, call: "open")) { _ = try FileHandle.create(path) }
        #expect(try FileHandle.open(reading: path).byteCount() == 5)
        #expect(unsafe symlink(path, folder.file("link")) == 0)
        #expect(throws: PosixError.self) { _ = try FileHandle.create(folder.file("link")) }
    }

    @Test func `a missing file is reported as missing, not as out of space`() throws {
        let failure = #expect(throws: PosixError.self) { _ = try FileHandle.open(reading: folder.file("none")) }
        #expect(failure?.isMissing == true)
        #expect(failure?.isOutOfSpace == false)
        #expect(failure?.description == "open: No such file or directory")
        #expect(throws: PosixError.self) { _ = try FileHandle.create(folder.file("none/a")) }
    }

    @Test(arguments: [(ENOSPC, true), (EDQUOT, true), (EFBIG, true), (EIO, false), (ENOENT, false)])
    func `knows when there is no room left`(number: Int32, isOutOfSpace: Bool) {
        #expect(PosixError(number: number, call: "write").isOutOfSpace == isOutOfSpace)
    }

    @Test func `a full device says that there is no room left`() throws {
        let file = try FileHandle.create(folder.file("a"))
        let full = unsafe open("/dev/full", O_WRONLY)
        defer { close(full) }
        #expect(dup2(full, file.descriptor) == file.descriptor)
        let failure = #expect(throws: PosixError.self) { try file.write([1].span) }
        #expect(failure == PosixError(number: ENOSPC, call: "write"))
        #expect(failure?.isOutOfSpace == true)
    }

    @Test func `a file has exactly its given mode`() throws {
        _ = try FileHandle.create(folder.file("a"), mode: 0o640)
        var status = stat()
        #expect(unsafe stat(folder.file("a"), &status) == 0)
        #expect(status.st_mode & 0o777 & ~0o640 == 0)
    }
}
