import CFastCGI
import Glibc
import Synchronization

/// The socket that a responder takes its requests from, and the word to stop.
///
/// It is shared: by the threads of this process, and by every process that its parent started on it. So it is never closed or
/// shut down here; a thread that is to stop is woken by an event instead.
@safe
public final class ListeningSocket: Sendable {
    let descriptor: Int32
    private let stopEvent: Int32
    private let stopping = Atomic(false)

    /// The most connections that wait to be accepted. A full backlog is an instant 502 at nginx, so it is large.
    public static let backlog: Int32 = 4096

    /// Takes the socket that the process was started with, by FastCGI convention descriptor 0.
    ///
    /// - Returns: nil when descriptor 0 is no listening socket: the process was started as plain CGI.
    /// - Throws: `FastCGIError`.
    public static func inherited() throws(FastCGIError) -> ListeningSocket? {
        try ListeningSocket.startLibrary()
        guard FCGX_IsCGI() == 0 else { return nil }
        return try ListeningSocket(descriptor: 0)
    }

    /// Opens a Unix socket of its own, for its user and group; a stale one at that path is replaced.
    ///
    /// Not by `FCGX_OpenSocket`, which ends the process when it fails.
    /// - Throws: `FastCGIError`.
    public static func open(path: String) throws(FastCGIError) -> ListeningSocket {
        try startLibrary()
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .socket(errno: errno) }
        // Nobody can connect before `listen`, so the mode comes in time.
        guard bind(descriptor, to: path), unsafe chmod(path, 0o660) == 0, listen(descriptor, backlog) == 0 else {
            let number = errno
            close(descriptor)
            throw .socket(errno: number)
        }
        return try ListeningSocket(descriptor: descriptor)
    }

    /// Binds a socket to a path; false leaves the cause in `errno`.
    private static func bind(_ descriptor: Int32, to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return false
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        unsafe unlink(path)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        } == 0
    }

    private static func startLibrary() throws(FastCGIError) {
        guard FCGX_Init() == 0 else { throw .library }
    }

    private init(descriptor: Int32) throws(FastCGIError) {
        self.descriptor = descriptor
        // Not blocking: a thread that lost the race for a connection goes back to waiting, where the stop event reaches it.
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else { throw .socket(errno: errno) }
        stopEvent = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard stopEvent >= 0 else { throw .socket(errno: errno) }
    }

    /// Tells every waiting thread to stop; requests in hand are finished.
    public func stop() {
        stopping.store(true, ordering: .releasing)
        eventfd_write(stopEvent, 1)
    }

    /// Whether `stop` was called.
    public var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// A waiter of one thread: of those that wait on the socket, the system wakes one for a connection, all for the stop.
    func makeWaiter() throws(FastCGIError) -> Waiter {
        try Waiter(descriptor, stopEvent)
    }

    final class Waiter {
        private let epoll: Int32

        init(_ socket: Int32, _ stopEvent: Int32) throws(FastCGIError) {
            epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
            guard epoll >= 0 else { throw .socket(errno: errno) }
            var onSocket = unsafe epoll_event(
                events: EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, data: epoll_data_t(fd: socket))
            var onStop = unsafe epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(fd: stopEvent))
            guard unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &onSocket) == 0,
                unsafe epoll_ctl(epoll, EPOLL_CTL_ADD, stopEvent, &onStop) == 0
            else { throw .socket(errno: errno) }
        }

        deinit { close(epoll) }

        /// Waits for a connection or the stop, at most `milliseconds`.
        func wait(milliseconds: Int32) {
            var event = unsafe epoll_event()
            _ = unsafe epoll_wait(epoll, &event, 1, milliseconds)
        }
    }
}

/// What stops a responder from serving at all.
public enum FastCGIError: Error, Equatable {
    /// libfcgi could not be set up.
    case library
    /// A call on the listening socket failed.
    case socket(errno: Int32)
}
