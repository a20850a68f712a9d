import Environment
import Frame
import MariaDB
import Serving
import Storage
import Values

/// The hub as a subscriber: it receives the events over its Unix socket and sends them to the clients that are connected.
///
/// Where each of several hosts has a hub, each hub has a position of its own in the log, and the worker beside it delivers.
struct HubSubscriber: EventSubscriber {
    /// What the names of all hubs begin with; that of the one hub.
    static let prefix = "hub"
    let name: String
    let isNear: Bool
    /// Short and constant: its clients are connected and wait.
    let backoff = Backoff(firstSeconds: 0.25, longestSeconds: 0.25)
    private let socketPath: String
    private let transport: OutgoingTransport

    /// The hub at a socket.
    ///
    /// - Parameter host: its name among several; nil for the one hub.
    init(at socketPath: String, named host: String? = nil, _ transport: @escaping OutgoingTransport) {
        name = Self.name(of: host)
        isNear = host != nil
        self.socketPath = socketPath
        self.transport = transport
    }

    /// The name of a hub among several, or of the one hub, as a subscriber.
    static func name(of host: String?) -> String { host.map { "\(prefix)-\($0)" } ?? prefix }

    /// Forgets the positions of hubs that the settings no longer name, which would be reported as away for ever.
    static let sweep = Sweep("positions of former hubs") { connection, settings, _ in
        let names = settings.hubNames.isEmpty ? [prefix] : settings.hubNames.map(name(of:))
        return try EventStore(connection).removePositions(beginning: prefix, except: names)
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
        let hub = name(of: place.settings.hubName)
        return [isReached.sample(try EventDelivery.isReaching(hub, place.settings.database, on: place.connection))]
    }
}

extension Event {
    /// The event in the hub's format: id, channel and envelope.
    var line: String { "\(id.text) \(type.channel) \(envelope)\n" }
}
