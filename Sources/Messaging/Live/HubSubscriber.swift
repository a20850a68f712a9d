import Environment
import Frame
import MariaDB
import Serving
import Storage
import Values

/// The hub as a subscriber: it receives the events over its Unix socket and sends them to the clients that are connected.
struct HubSubscriber: EventSubscriber {
    private static let hub = "hub"
    let name = hub
    /// Short and constant: its clients are connected and wait.
    let backoff = Backoff(firstSeconds: 0.25, longestSeconds: 0.25)
    private let socketPath: String
    private let transport: OutgoingTransport

    /// The hub at a socket.
    init(at socketPath: String, _ transport: @escaping OutgoingTransport) {
        self.socketPath = socketPath
        self.transport = transport
    }

    private struct Refusal: Error, CustomStringConvertible {
        let status: Int
        var description: String { "status \(status)" }
    }

    /// Posts the events; the hub drops none that it has accepted, and its clients recognise repetitions by their ids.
    func receive(_ events: [Event], on connection: Connection) throws {
        let lines = events.flatMap { Array($0.line.utf8) }
        let reply = try transport(
            OutgoingRequest("POST", "http://hub/publish", through: socketPath, content: lines))
        guard reply.status == 200 else { throw Refusal(status: reply.status) }
    }

    /// Asks the hub for its status.
    func check() throws {
        let reply = try transport(OutgoingRequest("GET", "http://hub/status", through: socketPath, content: nil))
        guard reply.status == 200 else { throw Refusal(status: reply.status) }
    }

    private static let isReached = Metric("guiche_hub_running", "1 while the worker reaches the hub of live events.")
    /// Whether the worker that delivers the events reaches the hub; not known where there is none.
    static let metrics = MetricSource("the hub", [isReached]) { place in
        guard place.settings.hubSocket != nil else { return [] }
        return [isReached.sample(try EventDelivery.isReaching(hub, place.settings.database, on: place.connection))]
    }
}

extension Event {
    /// The event in the hub's format: id, channel and envelope.
    var line: String { "\(id.text) \(type.channel) \(envelope)\n" }
}
