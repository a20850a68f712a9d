import CFastCGI
import Glibc
import Synchronization

/// The listening socket of a responder, with its open connections and its stop signal.
///
/// The socket is shared: by the threads of this process, and by every process that its parent started on it. So it is never closed or
/// shut down here. A new connection is accepted only by a thread that is idle; with all busy it waits for another process, or in the
/// backlog. Once its request is answered, a connection that the gateway keeps is parked, and the next request on it is any
/// thread's of this process: it waits only while all of them are busy. A parked connection is not closed from this side while the
/// process serves, since the gateway may be sending a request on it.
@safe
public final class ListeningSocket: Sendable {
    private let descriptor: Int32
    private let parked: ParkedConnections
    private let phase = Atomic(Phase.serving.rawValue)
    private let arrivals = Atomic(Arrivals.none.rawValue)
    private let lastID = Atomic<UInt64>(0)

    private enum Phase: UInt8 {
        case serving
        /// Requests are served, and each is the last of its connection.
        case leaving
        /// No new connection is accepted; requests that have arrived are served.
        case stopping
    }

    /// Whether more new connections may wait than were accepted, and whose turn is next. The set of parked connections reports all new
    /// ones as one event: of a burst of them each would wait until all requests before it in the set were answered.
    private enum Arrivals: UInt8 {
        case none
        case afterParked
        case next
    }

    /// The most connections that wait to be accepted. A full backlog is an instant 502 at nginx, so it is large.
    public static let backlog: Int32 = 4096
    /// The most connections that are parked; one that finds no place serves no second request.
    public static let parkedConnections = 1024
    /// How long the gateway may neither send nor receive a byte in mid-request before the connection is closed.
    public static let silenceSeconds = 10
    /// How long a thread pauses after an accept that failed, for example for lack of descriptors.
    private static let pauseMilliseconds: UInt32 = 20
    /// How long `stop` lets connections speak once more: those in use do within milliseconds, and then end without a request lost.
    private static let leaveMilliseconds = 1000
    /// How long a connection must have been silent to be closed after that: on one that was parked just now the gateway may be sending
    /// a request.
    private static let silenceAtStop: Duration = .milliseconds(500)
    /// How often threads look at that.
    private static let stopPauseMilliseconds: UInt32 = 10

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
        // No peer can connect before `listen`, so the mode comes in time.
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
        // Not blocking: a thread that lost the race for a connection goes back to waiting, where the stop reaches it.
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else { throw .socket(errno: errno) }
        parked = try ParkedConnections(arrivingOn: descriptor)
    }

    /// Whether `stop` was called.
    public var isStopping: Bool { phase.load(ordering: .acquiring) != Phase.serving.rawValue }

    /// How many connections are parked.
    public var parkedCount: Int { parked.count }

    /// Stops the service; current requests, and those that have arrived, are finished.
    ///
    /// For a second at most everything is served as before, but each request is the last of its connection. Then no connection is
    /// accepted any more, those that are silent are closed, and threads end when none is left.
    public func stop() {
        phase.store(Phase.leaving.rawValue, ordering: .releasing)
        var waited: UInt32 = 0
        while parked.count > 0, waited < Self.leaveMilliseconds {
            usleep(Self.stopPauseMilliseconds * 1000)
            waited += Self.stopPauseMilliseconds
        }
        phase.store(Phase.stopping.rawValue, ordering: .releasing)
        parked.wakeAll()
    }

    /// Waits for a connection that speaks; nil once the socket is stopping and none is left.
    ///
    /// A failed accept is retried after a pause: it never ends the thread.
    func nextConnection() -> Connection? {
        while true {
            let isOver = phase.load(ordering: .acquiring) == Phase.stopping.rawValue
            if isOver {
                parked.end(parkedFor: Self.silenceAtStop)
                if parked.count == 0 { return nil }
            }
            if !isOver, isTurnOfArrivals() {
                if let connection = acceptSpeaking() { return connection }
                continue
            }
            switch parked.wait() {
            case .connection(let connection): return connection
            case .arrival where !isOver:
                if let connection = acceptSpeaking() { return connection }
            case .arrival, .none:
                if isOver { usleep(Self.stopPauseMilliseconds * 1000) }
            }
        }
    }

    /// Parks a connection whose request was answered. Without room for it, it is closed.
    func park(_ connection: Connection) {
        if !parked.park(connection) { connection.close() }
    }

    /// Whether the current request must be the last of its connection.
    var isFull: Bool { isStopping || parked.count >= Self.parkedConnections }

    /// While new connections wait, every second turn is theirs.
    private func isTurnOfArrivals() -> Bool {
        switch Arrivals(rawValue: arrivals.load(ordering: .relaxed)) {
        case .next:
            arrivals.store(Arrivals.afterParked.rawValue, ordering: .relaxed)
            return true
        case .afterParked:
            arrivals.store(Arrivals.next.rawValue, ordering: .relaxed)
            return false
        case .some(.none), nil: return false
        }
    }

    /// Accepts a new connection; one that has sent nothing yet is parked, and nil returned.
    private func acceptSpeaking() -> Connection? {
        let connection = accept()
        arrivals.store((connection == nil ? Arrivals.none : .afterParked).rawValue, ordering: .relaxed)
        guard let connection else { return nil }
        if connection.speaks { return connection }
        park(connection)
        return nil
    }

    private func accept() -> Connection? {
        let accepted = Glibc.accept(descriptor, nil, nil)
        guard accepted >= 0 else {
            if errno != EAGAIN { usleep(Self.pauseMilliseconds * 1000) }
            return nil
        }
        // One that libfcgi has no room for is closed.
        return try? Connection(
            owning: accepted, id: lastID.wrappingAdd(1, ordering: .relaxed).newValue,
            silenceSeconds: Self.silenceSeconds)
    }
}

/// An error that prevents a responder from serving.
public enum FastCGIError: Error, Equatable {
    /// libfcgi could not be set up.
    case library
    /// A call on the listening socket failed.
    case socket(errno: Int32)
}
