import CFastCGI
import Glibc
import Posix
import Synchronization

/// The epoll set of the threads of a process: idle connections, new ones, and the stop signal.
///
/// One epoll set for all threads: each serves whatever is ready first, so no connection pins a thread. A parked connection is armed for
/// one event (`EPOLLONESHOT`), hence one thread's; of the processes that wait for new ones the system wakes one that has an idle
/// thread (`EPOLLEXCLUSIVE`).
final class ParkedConnections: Sendable {
    /// The event that woke a thread.
    enum Event {
        /// A connection speaks, or was closed by the gateway; it is the caller's now.
        case connection(Connection)
        /// A new connection waits on the listening socket.
        case arrival
        /// Nothing that is left to do.
        case none
    }

    private static let arrivalMark = UInt64.max
    private static let wakeMark = UInt64.max - 1

    private let epoll: Int32
    private let wakeEvent: Int32
    /// By id, in parts: a lock of all of them would be waited for by every request.
    private let parts = (0..<partCount).map { _ in Part() }
    /// At least as many as the parts hold.
    private let total = Atomic(0)

    private static let partCount = 16

    private final class Part: Sendable {
        let connections = Lock<[UInt64: Connection]>([:])
    }

    /// The set of a listening socket, which stays another's.
    ///
    /// - Throws: `FastCGIError.socket`.
    init(arrivingOn socket: Int32) throws(FastCGIError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .socket(errno: errno) }
        wakeEvent = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard wakeEvent >= 0,
            change(EPOLL_CTL_ADD, socket, EPOLLIN.rawValue | EPOLLEXCLUSIVE.rawValue, Self.arrivalMark),
            change(EPOLL_CTL_ADD, wakeEvent, EPOLLIN.rawValue, Self.wakeMark)
        else { throw .socket(errno: errno) }
    }

    deinit {
        Glibc.close(epoll)
        Glibc.close(wakeEvent)
    }

    /// How many connections are parked.
    var count: Int { total.load(ordering: .acquiring) }

    /// Leaves a connection to whichever thread is there when it speaks.
    ///
    /// - Returns: false when the system has no room for it.
    func park(_ connection: Connection) -> Bool {
        let isFirst = !connection.isRegistered
        connection.isRegistered = true
        connection.restsSince = .now
        // It must be found by whoever is woken at once.
        total.add(1, ordering: .releasing)
        part(of: connection.id).connections.withLock { $0[connection.id] = connection }
        let events = EPOLLIN.rawValue | EPOLLONESHOT.rawValue
        guard !change(isFirst ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection.descriptor, events, connection.id) else {
            return true
        }
        _ = removed(connection.id)
        return false
    }

    /// Waits for the next event.
    func wait() -> Event {
        var event = unsafe epoll_event()
        guard unsafe epoll_wait(epoll, &event, 1, -1) == 1 else { return .none }
        let mark = unsafe event.data.u64
        if mark == Self.arrivalMark { return .arrival }
        if mark == Self.wakeMark { return .none }
        return removed(mark).map(Event.connection) ?? .none
    }

    /// Wakes every thread, again and again.
    func wakeAll() { eventfd_write(wakeEvent, 1) }

    /// Lets connections that have been parked for so long send nothing more: they speak now, or end.
    func end(parkedFor silence: Duration) {
        let now = ContinuousClock.now
        for part in parts {
            part.connections.withLock { connections in
                for connection in connections.values where now - connection.restsSince >= silence {
                    connection.stopReceiving()
                }
            }
        }
    }

    private func part(of mark: UInt64) -> Part { parts[Int(mark % UInt64(Self.partCount))] }

    private func removed(_ mark: UInt64) -> Connection? {
        let connection = part(of: mark).connections.withLock { $0.removeValue(forKey: mark) }
        if connection != nil { total.subtract(1, ordering: .releasing) }
        return connection
    }

    private func change(_ operation: Int32, _ descriptor: Int32, _ events: UInt32, _ mark: UInt64) -> Bool {
        var event = unsafe epoll_event(events: events, data: epoll_data_t(u64: mark))
        return unsafe epoll_ctl(epoll, operation, descriptor, &event) == 0
    }
}
