import Glibc

extension Folder {
    /// How many bytes a user without special rights may still write to the file system of a path.
    ///
    /// - Throws: `PosixError`.
    public static func freeBytes(of path: String) throws(PosixError) -> Int {
        let status = try status(of: path)
        return Int(clamping: UInt64(status.f_bavail) &* UInt64(status.f_frsize))
    }

    /// How many bytes the file system of a path has in all.
    ///
    /// - Throws: `PosixError`.
    public static func sizeBytes(of path: String) throws(PosixError) -> Int {
        let status = try status(of: path)
        return Int(clamping: UInt64(status.f_blocks) &* UInt64(status.f_frsize))
    }

    private static func status(of path: String) throws(PosixError) -> statvfs {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { throw PosixError(last: "statvfs \(path)") }
        return status
    }

    /// Checks that a file can be made in a folder and written to: makes one of a block and removes it.
    ///
    /// - Throws: `PosixError`.
    public static func checkWritable(_ path: String) throws(PosixError) {
        let name = "\(path)/.check-\(getpid())"
        let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw PosixError(last: "open \(name)") }
        defer {
            close(descriptor)
            unsafe unlink(name)
        }
        let block = [UInt8](repeating: 0, count: 4096)
        let written = unsafe block.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        guard written == block.count else { throw PosixError(last: "write \(name)") }
    }
}
