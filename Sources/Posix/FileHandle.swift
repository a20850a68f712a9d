import Glibc

/// An open file; closes when it goes out of use.
@safe
public struct FileHandle: ~Copyable {
    let descriptor: Int32

    private init(owning descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Creates a file that must not exist yet, for writing and reading.
    ///
    /// - Parameter mode: permission bits, cut by the process's umask.
    /// - Throws: `PosixError`.
    public static func create(_ path: String, mode: UInt32 = 0o640) throws(PosixError) -> FileHandle {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw PosixError(last: "open") }
        return FileHandle(owning: descriptor)
    }

    /// Opens a file for reading.
    ///
    /// - Throws: `PosixError`.
    public static func open(reading path: String) throws(PosixError) -> FileHandle {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PosixError(last: "open") }
        return FileHandle(owning: descriptor)
    }

    private static func open(_ path: String, _ flags: Int32, _ mode: UInt32 = 0) -> Int32 {
        while true {
            let descriptor = unsafe Glibc.open(path, flags, mode)
            if descriptor >= 0 || errno != EINTR { return descriptor }
        }
    }

    /// Writes all bytes at the present end.
    ///
    /// - Throws: `PosixError`; part of the bytes may have been written.
    public borrowing func write(_ bytes: Span<UInt8>) throws(PosixError) {
        if let failure = unsafe bytes.withUnsafeBytes({ unsafe writeAll($0).failure }) { throw failure }
    }

    /// Writes all bytes; returns how many were written and the error, if any.
    borrowing func writeAll(_ buffer: UnsafeRawBufferPointer) -> (written: Int, failure: PosixError?) {
        var written = 0
        while written < buffer.count {
            let count = unsafe Glibc.write(
                descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            if count < 0 {
                if errno == EINTR { continue }
                return (written, PosixError(last: "write"))
            }
            written += count
        }
        return (written, nil)
    }

    /// Reads the next bytes into the front of `buffer`; 0 at the end.
    ///
    /// - Throws: `PosixError`.
    public borrowing func read(into buffer: inout [UInt8]) throws(PosixError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            if errno != EINTR { throw PosixError(last: "read") }
        }
    }

    /// The bytes at an offset; fewer than `count` at the end of the file.
    ///
    /// - Throws: `PosixError`.
    public borrowing func bytes(at offset: Int, count: Int) throws(PosixError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress?.advanced(by: filled), count - filled, off_t(offset + filled))
            }
            if read < 0 {
                if errno == EINTR { continue }
                throw PosixError(last: "pread")
            }
            if read == 0 { break }
            filled += read
        }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// Turns writing past the page cache on or off.
    ///
    /// - Returns: whether the file system does it.
    borrowing func setDirect(_ isOn: Bool) -> Bool {
        let flags = fcntl(descriptor, F_GETFL)
        return flags >= 0 && fcntl(descriptor, F_SETFL, isOn ? flags | Self.direct : flags & ~Self.direct) == 0
    }

    /// `O_DIRECT`, which Glibc's module does not show.
    #if arch(arm64) || arch(arm)
        private static let direct: Int32 = 0o200000
    #else
        private static let direct: Int32 = 0o40000
    #endif

    /// Cuts the file off, or lengthens it by zeros.
    ///
    /// - Throws: `PosixError`.
    borrowing func setLength(_ bytes: Int) throws(PosixError) {
        guard ftruncate(descriptor, off_t(bytes)) == 0 else { throw PosixError(last: "ftruncate") }
    }

    /// Brings the file's bytes and length to the disk.
    ///
    /// - Throws: `PosixError`; the written bytes must then be treated as lost.
    public borrowing func synchronize() throws(PosixError) {
        guard fdatasync(descriptor) == 0 else { throw PosixError(last: "fdatasync") }
    }

    /// Has the system keep nothing of a synced file in memory: the next file gets what it held, where memory not used for long would
    /// have to be fetched first, from the host of a virtual machine even.
    public borrowing func dropFromCache() { _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) }

    /// When the file's content last changed, in whole seconds since 1970.
    ///
    /// - Throws: `PosixError`.
    public borrowing func modifiedAtSeconds() throws(PosixError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw PosixError(last: "fstat") }
        return Int(status.st_mtim.tv_sec)
    }

    /// The file's length in bytes.
    ///
    /// - Throws: `PosixError`.
    public borrowing func byteCount() throws(PosixError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw PosixError(last: "fstat") }
        return Int(status.st_size)
    }
}
