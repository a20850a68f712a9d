import Glibc

/// Folders and the names in them.
public enum Folder {
    /// One file of a folder.
    public struct Entry: Sendable, Equatable {
        /// Its name, without the folder.
        public let name: String
        /// Whether it is a folder itself.
        public let isFolder: Bool
        /// When its content last changed, in whole seconds since 1970.
        public let modifiedAtSeconds: Int
    }

    /// Makes a folder; one that is there already is left as it is.
    ///
    /// - Throws: `PosixError`.
    public static func make(_ path: String, mode: UInt32 = 0o750) throws(PosixError) {
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else { throw PosixError(last: "mkdir") }
    }

    /// Makes a folder and those above it.
    ///
    /// - Throws: `PosixError`.
    public static func makeAll(_ path: String, mode: UInt32 = 0o750) throws(PosixError) {
        var made = path.hasPrefix("/") ? "" : "."
        for segment in path.split(separator: "/") {
            made += "/\(segment)"
            try make(made, mode: mode)
        }
    }

    /// Brings the names of a folder to the disk, so that a new file outlives a crash.
    ///
    /// - Throws: `PosixError`.
    public static func synchronize(_ path: String) throws(PosixError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PosixError(last: "open") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw PosixError(last: "fsync") }
    }

    /// Removes a file; one that is not there counts as removed.
    ///
    /// - Throws: `PosixError`.
    public static func remove(_ path: String) throws(PosixError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw PosixError(last: "unlink") }
    }

    /// The entries of a folder in no order; empty when the folder is not there.
    ///
    /// - Throws: `PosixError`.
    public static func entries(of path: String) throws(PosixError) -> [Entry] {
        guard let stream = unsafe opendir(path) else {
            if errno == ENOENT { return [] }
            throw PosixError(last: "opendir")
        }
        defer { unsafe closedir(stream) }
        var entries: [Entry] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            var status = stat()
            // A file that was removed since the folder was read is no entry any more.
            guard unsafe lstat("\(path)/\(name)", &status) == 0 else { continue }
            entries.append(
                Entry(
                    name: name, isFolder: status.st_mode & S_IFMT == S_IFDIR,
                    modifiedAtSeconds: Int(status.st_mtim.tv_sec)))
        }
        return entries
    }
}
