import Glibc

/// A system call that failed.
public struct PosixError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The `errno` it left.
    public let number: Int32
    /// The call, for the log; of a folder, with its path.
    public let call: String

    /// The failure of the call that just returned.
    init(last call: String) {
        self.init(number: errno, call: call)
    }

    /// A failure with a given `errno`.
    public init(number: Int32, call: String) {
        self.number = number
        self.call = call
    }

    /// Whether there is no room left: disk full, quota used up, or file too large for the system.
    public var isOutOfSpace: Bool { number == ENOSPC || number == EDQUOT || number == EFBIG }

    /// Whether a folder cannot be used for now: no room left, read-only, not mounted, of another owner, or no descriptor left.
    public var isOutage: Bool {
        isOutOfSpace || [EROFS, EACCES, EPERM, ENOENT, ENOTDIR, ESTALE, EMFILE, ENFILE].contains(number)
    }

    /// Whether what was named is a mount point, which cannot be renamed or removed.
    public var isBusy: Bool { number == EBUSY }

    /// Whether the named thing does not exist.
    public var isMissing: Bool { number == ENOENT }

    /// The call and the system's words.
    public var description: String {
        unsafe "\(call): \(String(cString: strerror(number)))"
    }
}
