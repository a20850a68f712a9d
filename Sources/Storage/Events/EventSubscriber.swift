package import MariaDB

/// A consumer of every event, in order and at least once, from its own position in the log.
///
/// A subscriber that has no position yet begins with the oldest event that is kept. One that fails or is slow delays no other.
package protocol EventSubscriber: Sendable {
    /// Names its position in the database and, after "the", itself in the log; at most 40 ASCII characters, not `publisher`. Never changed.
    var name: String { get }
    /// Whether it is reached from this host alone: the worker here delivers, wherever events are published.
    var isNear: Bool { get }
    /// The delays after failures.
    var backoff: Backoff { get }

    /// Receives some events, in the order of their ids.
    ///
    /// Runs in the transaction that records the position: what it writes through the connection is written exactly once. What it does
    /// elsewhere may be done again for the same ids.
    ///
    /// - Throws: any error; the same events follow again after a delay.
    func receive(_ events: [Event], on connection: Connection) throws

    /// Passes when the subscriber could receive events now; called now and then while there are none.
    ///
    /// - Throws: any error; the subscriber is reported as away until this or `receive` succeeds.
    func check() throws
}

extension EventSubscriber {
    /// Passes.
    package func check() throws {}

    /// Any worker reaches it.
    package var isNear: Bool { false }

    /// From a quarter of a second to one minute.
    package var backoff: Backoff { Backoff(firstSeconds: 0.25, longestSeconds: 60) }
}
