import Dispatch
package import Posix

/// Lets a bounded number of password hashes run and wait, in fair turns of those who ask; further ones are refused.
///
/// A hash takes a processor for a fifth of a second: without the gate a burst of sign-ins would keep all of them, and all
/// threads, from everything else. The turns are fair queueing by rounds: the n-th request that a sender has inside waits for the n-th
/// round, and a sender who has nothing inside joins the present round, so it waits for the hashes that run, not for another's burst.
/// Shared by the threads of a process. Source: SPEC section 4; Demers, Keshav, Shenker, "Analysis and Simulation of a Fair Queueing
/// Algorithm".
package final class HashingGate: Sendable {
    /// Too many are waiting already.
    package struct Full: Error {}

    /// Whose requests share a turn.
    package struct Sender: Sendable, Equatable {
        private let network: [UInt8]

        /// The IPv4 address or the IPv6 network of 64 bits of an address; all without an address are one sender.
        package init(_ address: HostAddress?) {
            let bytes = address?.bytes ?? []
            network = bytes.count == 16 ? Array(bytes[..<8]) : bytes
        }
    }

    /// One request inside.
    fileprivate struct Visit {
        enum Stage { case hoping, waiting, running }

        let id: Int
        let sender: Sender
        let round: Int
        var stage: Stage
        let turn: DispatchSemaphore
    }

    fileprivate struct State {
        var visits: [Visit] = []
        var round = 0
        var nextID = 0
    }

    /// The most concurrent hashes.
    package let running: Int
    /// How many more may wait for their turn.
    package let waiting: Int

    /// How many run or wait for their turn.
    package var places: Int { state.withLock { $0.places } }

    private let state = Lock(State())
    /// How long a place is waited for that may become free at any moment: many cheap hashes, a small part of a dear one.
    private static let grace = Duration.milliseconds(25)

    /// A gate; at least one hash may run.
    package init(running: Int, waiting: Int) {
        self.running = max(1, running)
        self.waiting = max(0, waiting)
    }

    /// The gate of a process: as many concurrent hashes as leave one processor free, and at most three quarters of the threads
    /// inside, so that the others are there for everything else however many sign in.
    package convenience init(processors: Int, threads: Int) {
        let places = max(1, 3 * threads / 4)
        let running = min(max(1, processors - 1), places)
        self.init(running: running, waiting: places - running)
    }

    /// Runs `hash` when its turn comes.
    ///
    /// - Throws: `Full` within 25 ms when it would be one more than may wait, at the deadline when its turn has not come, and when its
    ///   place goes to a sender with fewer requests inside; what `hash` throws.
    package func pass<T>(
        for sender: Sender, until deadline: ContinuousClock.Instant? = nil, _ hash: () throws -> T
    ) throws -> T {
        let (id, turn) = enter(sender)
        defer { leave(id) }
        var end = ContinuousClock.now + Self.grace
        // One that only hopes for a place is asked again after the grace; the others wait for their turn.
        while !wait(for: turn, until: end) {
            switch stage(of: id) {
            case nil, .hoping: throw Full()
            case .running: return try hash()
            case .waiting where deadline.map({ $0 <= .now }) ?? false: throw Full()
            case .waiting: end = deadline ?? .now + .seconds(60)
            }
        }
        guard stage(of: id) == .running else { throw Full() }
        return try hash()
    }

    private func wait(for turn: DispatchSemaphore, until end: ContinuousClock.Instant) -> Bool {
        let left = ContinuousClock.now.duration(to: end) / .milliseconds(1)
        return turn.wait(timeout: .now() + .milliseconds(Int(max(0, left.rounded(.up))))) == .success
    }

    private func stage(of id: Int) -> Visit.Stage? {
        state.withLock { $0.visits.first { $0.id == id }?.stage }
    }

    /// Joins the queue: with a place that is free or that another loses, else in the hope of one.
    private func enter(_ sender: Sender) -> (id: Int, turn: DispatchSemaphore) {
        let turn = DispatchSemaphore(value: 0)
        let id = state.withLock { state in
            state.nextID += 1
            let last = state.visits.filter { $0.sender == sender }.map(\.round).max()
            let round = max(state.round, last.map { $0 + 1 } ?? 0)
            if state.places >= running + waiting { state.removeLatest(after: round) }
            let hasPlace = state.places < running + waiting
            state.visits.append(
                Visit(id: state.nextID, sender: sender, round: round, stage: hasPlace ? .waiting : .hoping, turn: turn))
            state.startNext(atMost: running)
            return state.nextID
        }
        return (id, turn)
    }

    private func leave(_ id: Int) {
        state.withLock { state in
            state.visits.removeAll { $0.id == id }
            if state.places < running + waiting, let next = state.visits.firstIndex(where: { $0.stage == .hoping }) {
                state.visits[next].stage = .waiting
            }
            state.startNext(atMost: running)
        }
    }
}

extension HashingGate.State {
    /// How many have a place.
    fileprivate var places: Int { visits.count { $0.stage != .hoping } }

    /// Takes the place of the one that waits for the latest round, when that is later than `round`.
    fileprivate mutating func removeLatest(after round: Int) {
        let waiting = visits.indices.filter { visits[$0].stage == .waiting }
        guard let latest = waiting.max(by: { visits[$0].round <= visits[$1].round }), visits[latest].round > round
        else { return }
        visits.remove(at: latest).turn.signal()
    }

    /// Starts those of the earliest rounds, as far as there is room.
    fileprivate mutating func startNext(atMost running: Int) {
        while visits.count(where: { $0.stage == .running }) < running {
            let waiting = visits.indices.filter { visits[$0].stage == .waiting }
            guard let next = waiting.min(by: { visits[$0].round < visits[$1].round }) else { return }
            visits[next].stage = .running
            round = max(round, visits[next].round)
            visits[next].turn.signal()
        }
    }
}
