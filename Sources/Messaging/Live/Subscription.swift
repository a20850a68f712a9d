import FoundationEssentials
import Frame
import HTTP
import Routing
import Storage
import Values

/// The subscription requested: the last known event, and the channels.
struct Subscription: Input {
    private let last: Event.ID?
    private let asked: [EventChannel]

    private static let lastEventID = FieldName("Last-Event-ID")
    /// Any text: what no event of ours has as its id means from now on.
    private static let lastEvent = Field(
        "last_event_id", Rule<String>.opaque,
        summary: "The last event that the client received, if it cannot send `Last-Event-ID`; missed events follow.")
    private static let channel = Field(
        "channels",
        Rule<EventChannel>(.oneOf(EventChannel.allCases.map(\.rawValue))) { (value) throws(Fault) in
            guard let channel = value.string.flatMap(EventChannel.init(bytewise:)) else {
                throw Fault("This channel does not exist.", pt: "Esse canal não existe.")
            }
            return channel
        },
        summary:
            "Only these channels; all that the caller may hear when there are none. `whatsapp` is the session with its messages, `messages` these alone."
    )

    static let declaration = InputDeclaration(
        query: lastEvent.queryParameters() + channel.queryParameters(isRepeatable: true),
        header: [.header(lastEventID.canonical, "The last event that was heard; what was missed follows.")])

    init(reading input: InputReader) throws {
        // The field is newer: a browser connects again with the query it had at first.
        let text = try input.request[Self.lastEventID] ?? input.query(Self.lastEvent)
        last = text.flatMap { Event.ID($0) }
        asked = try input.queryAll(Self.channel)
        try input.check()
    }

    /// The channels that the caller asks for and may hear.
    ///
    /// - Throws: `APIError.missingPermission` when there are none.
    func channels(for role: Role, among all: [EventChannel] = EventChannel.allCases) throws(APIError) -> [EventChannel]
    {
        let permitted = EventChannel.open(to: role)
        // Who may not hear the session is not given its messages under its name, but under their own.
        let named = asked.filter(permitted.contains).flatMap(\.named)
        let wanted = asked.isEmpty ? all : all.filter(named.contains)
        let open = permitted.filter(wanted.contains)
        guard !open.isEmpty else { throw .missingPermission }
        return open
    }

    /// The event after which the stream begins: the last one heard, or the newest there is.
    func start(in store: EventStore) throws -> Event.ID? {
        let newest = try store.newest()
        guard let last, let newest else { return newest }
        return min(last, newest)
    }
}

extension EventChannel {
    /// The channels that are asked for by this one's name: messages go with the session that carries them.
    ///
    /// Source: SPEC section 7, `/ws/whatsapp/`.
    var named: [EventChannel] { self == .whatsapp ? [.whatsapp, .messages] : [self] }
}
