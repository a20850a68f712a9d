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
        guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else { throw PosixError(last: "mkdir \(path)") }
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

    /// The absolute path of a file or folder, without links and dots; nil when it is not there.
    public static func realPath(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }

    /// Brings the names of a folder to the disk, so that a new file outlives a crash.
    ///
    /// - Throws: `PosixError`.
    public static func synchronize(_ path: String) throws(PosixError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PosixError(last: "open \(path)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw PosixError(last: "fsync \(path)") }
    }

    /// Removes a file; a missing file is treated as removed.
    ///
    /// - Throws: `PosixError`.
    public static func remove(_ path: String) throws(PosixError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw PosixError(last: "unlink \(path)") }
    }

    /// Gives a file another path on the same file system; one that is there already is replaced. Both paths exist never at once.
    ///
    /// - Throws: `PosixError`.
    public static func move(_ path: String, to target: String) throws(PosixError) {
        guard try moveIfThere(path, to: target) else { throw PosixError(number: ENOENT, call: "rename") }
    }

    /// Gives a file another path as `move` does; false when the file, or the folder it is to go to, is not there.
    ///
    /// - Throws: `PosixError`.
    public static func moveIfThere(_ path: String, to target: String) throws(PosixError) -> Bool {
        if unsafe rename(path, target) == 0 { return true }
        guard errno == ENOENT else { throw PosixError(last: "rename") }
        return false
    }

    /// Gives a file a second path on the same file system; false when the file, or the folder of the second path, is not there.
    ///
    /// - Throws: `PosixError`.
    public static func linkIfThere(_ path: String, to target: String) throws(PosixError) -> Bool {
        if unsafe link(path, target) == 0 { return true }
        guard errno == ENOENT else { throw PosixError(last: "link") }
        return false
    }

    /// Whether there is a file or folder of that path.
    public static func holds(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Removes a folder that is empty; one that is not, or is not there, is left as it is.
    ///
    /// - Throws: `PosixError`.
    public static func removeEmpty(_ path: String) throws(PosixError) {
        guard unsafe rmdir(path) == 0 || errno == ENOTEMPTY || errno == ENOENT else { throw PosixError(last: "rmdir") }
    }

    /// Removes a file, or a folder and all that is below it; what is not there is left out. A symbolic link is removed, not followed.
    ///
    /// - Throws: `PosixError`.
    public static func removeAll(_ path: String) throws {
        if unsafe unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR || errno == EPERM else { throw PosixError(last: "unlink \(path)") }
        // A few at a time: the names of a folder are not read while they change.
        while case let names = try firstEntries(of: path, atMost: 1_000), !names.isEmpty {
            for name in names { try removeAll("\(path)/\(name)") }
        }
        guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw PosixError(last: "rmdir \(path)") }
    }

    /// The entries of a folder in no order; empty when the folder is not there.
    ///
    /// - Throws: `PosixError`.
    public static func entries(of path: String) throws -> [Entry] {
        var entries: [Entry] = []
        try forEachEntry(of: path) { entries.append($0) }
        return entries
    }

    /// The names of some entries of a folder, at most `limit`; empty when the folder is not there.
    ///
    /// - Throws: `PosixError`.
    public static func firstEntries(of path: String, atMost limit: Int) throws -> [String] {
        struct Enough: Error {}
        var names: [String] = []
        do {
            try forEachEntry(of: path) { entry in
                guard names.count < limit else { throw Enough() }
                names.append(entry.name)
            }
        } catch is Enough {}
        return names
    }

    /// Hands each entry of a folder to `body`, in no order, one at a time in memory; none when the folder is not there.
    ///
    /// - Throws: `PosixError`; what `body` throws, which ends the reading.
    public static func forEachEntry(of path: String, _ body: (Entry) throws -> Void) throws {
        guard let stream = unsafe opendir(path) else {
            if errno == ENOENT { return }
            throw PosixError(last: "opendir \(path)")
        }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            var status = stat()
            // A file that was removed since the folder was read is no entry any more.
            guard unsafe lstat("\(path)/\(name)", &status) == 0 else { continue }
            try body(
                Entry(
                    name: name, isFolder: status.st_mode & S_IFMT == S_IFDIR,
                    modifiedAtSeconds: Int(status.st_mtim.tv_sec)))
        }
    }
}
