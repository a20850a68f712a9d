import CPosix
import Glibc

/// A signal that one thread waits for and others ring; rings without a waiter are one ring for the next.
public final class Bell: Sendable {
    private let descriptor: Int32

    /// A bell that has not rung.
    ///
    /// - Throws: `PosixError`.
    public init() throws(PosixError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw PosixError(last: "eventfd") }
    }

    deinit { close(descriptor) }

    /// Wakes who waits, or who waits next.
    public func ring() {
        // A counter that is full has rung often enough.
        eventfd_write(descriptor, 1)
    }

    /// Waits until it rings, or for a time.
    ///
    /// - Returns: whether it rang.
    @discardableResult
    public func wait(milliseconds: Int) -> Bool {
        guard Readiness.wait(for: descriptor, milliseconds: milliseconds) else { return false }
        var rings: eventfd_t = 0
        return unsafe eventfd_read(descriptor, &rings) == 0
    }
}

/// When a descriptor has something to read.
enum Readiness {
    /// Waits for a time at most; a signal ends it early.
    static func wait(for descriptor: Int32, milliseconds: Int) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, Int32(clamping: milliseconds)) > 0
    }
}
