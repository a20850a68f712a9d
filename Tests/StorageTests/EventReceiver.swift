import MariaDB
import Synchronization

@testable import Storage

/// A subscriber that keeps what it receives.
final class EventReceiver: EventSubscriber {
    let name: String
    let isNear: Bool
    let backoff = Backoff(firstSeconds: 0.01, longestSeconds: 0.02)
    private let refuses: @Sendable (_ attempt: Int) -> Bool
    private let state = Mutex(State())

    private struct State: Sendable {
        var attempts = 0
        var batches: [[Event]] = []
        var pause: @Sendable () -> Void = {}
        var write: @Sendable (Event, Connection) throws -> Void = { _, _ in }
    }

    struct Refused: Error {}

    init(
        _ name: String, isNear: Bool = false, refuses: @escaping @Sendable (_ attempt: Int) -> Bool = { _ in false }
    ) {
        self.name = name
        self.isNear = isNear
        self.refuses = refuses
    }

    var pause: @Sendable () -> Void {
        get { state.withLock { $0.pause } }
        set { state.withLock { $0.pause = newValue } }
    }
    var write: @Sendable (Event, Connection) throws -> Void {
        get { state.withLock { $0.write } }
        set { state.withLock { $0.write = newValue } }
    }
    var attempts: Int { state.withLock { $0.attempts } }
    var events: [Event] { state.withLock { $0.batches.flatMap { $0 } } }
    var payloads: [String] { events.map(\.payload) }
    var ids: [Event.ID] { events.map(\.id) }
    var sizes: [Int] { state.withLock { $0.batches.map { $0.reduce(0) { $0 + $1.payload.utf8.count } } } }

    func check() throws { if refuses(0) { throw Refused() } }

    func receive(_ events: [Event], on connection: Connection) throws {
        let attempt = state.withLock { state in
            state.attempts += 1
            return state.attempts
        }
        if refuses(attempt) { throw Refused() }
        pause()
        for event in events { try write(event, connection) }
        state.withLock { $0.batches.append(events) }
    }
}
