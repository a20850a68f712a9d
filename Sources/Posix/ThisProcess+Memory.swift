import CPosix
import Glibc

extension ThisProcess {
    /// Has all threads share two heaps, and takes buffers from 64 KiB on straight from the system and gives them back: what many threads
    /// free does not stay with each of them. Call it before the first thread starts.
    ///
    /// Source: mallopt(3).
    public static func shareHeaps() {
        precondition(mallopt(M_ARENA_MAX, 2) == 1 && mallopt(M_MMAP_THRESHOLD, 65_536) == 1)
    }

    /// Gives back the memory of program and libraries that only the start needed: tables of symbols and relocations, code that initializes.
    ///
    /// It unmaps the pages of code, and those of the tables at the front of a file; a page that is used again is mapped again from the page cache.
    /// Neither is ever written, since Debian's libraries have no text relocations. Source: proc_pid_maps(5); madvise(2), `MADV_DONTNEED`.
    ///
    /// - Throws: `PosixError` when `/proc` cannot be read.
    public static func releaseStartPages() throws(PosixError) {
        let file = try FileHandle.open(reading: "/proc/self/maps")
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16_384)
        while case let count = try file.read(into: &buffer), count > 0 { text += buffer[..<count] }
        for line in text.split(separator: 0x0A) {
            // 7f3c4a000000-7f3c4a028000 r--p 00000000 fe:00 1234   /usr/lib/libc.so.6
            let columns = line.split(separator: 0x20, maxSplits: 5).map { String(decoding: $0, as: UTF8.self) }
            guard columns.count == 6, columns[5].drop(while: { $0 == " " }).first == "/", !columns[1].contains("w"),
                columns[1].contains("x") || columns[2].allSatisfy({ $0 == "0" })
            else { continue }
            let bounds = columns[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, bounds[0] < bounds[1] else { continue }
            _ = unsafe madvise(
                UnsafeMutableRawPointer(bitPattern: bounds[0]), Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
    }
}
