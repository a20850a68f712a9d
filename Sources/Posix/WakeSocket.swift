import Glibc

/// The end of a Unix socket that wakes a process of this host: each datagram says that there is something to do, and nothing else.
public final class WakeSender: Sendable {
    private let descriptor: Int32
    private let path: String

    /// A sender to a socket, which need not be there yet.
    ///
    /// - Throws: `PosixError`; for a path of more than 107 bytes, too.
    public init(to path: String) throws(PosixError) {
        self.path = path
        descriptor = try DatagramAddress.socket(isWaiting: false)
        guard path.utf8.count <= DatagramAddress.longestPath else {
            close(descriptor)
            throw PosixError(number: ENAMETOOLONG, call: "wake")
        }
    }

    deinit { close(descriptor) }

    /// Wakes the listener, if any; never waits.
    ///
    /// Failures are no one's business: a full queue holds wakes enough, and who is not woken looks by itself in a while.
    public func wake() {
        let content: UInt8 = 0
        _ = unsafe DatagramAddress.with(path) { address, length in
            unsafe withUnsafePointer(to: content) {
                unsafe sendto(descriptor, $0, 1, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL), address, length)
            }
        }
    }
}

/// The end that is woken; the last to listen on a path has it.
public final class WakeReceiver: Sendable {
    private let descriptor: Int32

    /// Listens on a path, replacing an earlier listener; the folder decides who may write to the socket.
    ///
    /// - Throws: `PosixError`; for a path of more than 107 bytes, too.
    public init(at path: String) throws(PosixError) {
        descriptor = try DatagramAddress.socket(isWaiting: false)
        let part = "\(path).\(ThisProcess.id)"
        do throws(PosixError) {
            guard part.utf8.count <= DatagramAddress.longestPath else {
                throw PosixError(number: ENAMETOOLONG, call: "wake")
            }
            try Folder.remove(part)
            guard unsafe DatagramAddress.with(part, { unsafe bind(descriptor, $0, $1) }) == 0 else {
                throw PosixError(last: "bind \(part)")
            }
            guard unsafe chmod(part, 0o660) == 0 else { throw PosixError(last: "chmod \(part)") }
            try Folder.move(part, to: path)
        } catch {
            close(descriptor)
            // The cause goes before a name that cannot be removed either.
            try? Folder.remove(part)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Waits until it is woken, or for a time; wakes that came together are one.
    ///
    /// - Returns: whether it was woken.
    public func wait(milliseconds: Int) -> Bool {
        guard Readiness.wait(for: descriptor, milliseconds: milliseconds) else { return false }
        var byte: UInt8 = 0
        while unsafe recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) >= 0 {}
        return true
    }
}
