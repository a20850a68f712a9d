import Accounts
import FoundationEssentials
import HTTP
import Platform
import Routing

/// What a subscriber asks for: from which event on, of which channels.
struct Subscription: Input {
    private let last: Event.ID?
    private let asked: [EventChannel]

    private static let lastEventID = FieldName("Last-Event-ID")
    /// Any text: what no event of ours has as its id means from now on.
    private static let lastEvent = Field(
        "last_event_id", Rule<String>.opaque,
        summary: "The last event that was heard, for those who cannot send `Last-Event-ID`; what was missed follows.")
    private static let channel = Field(
        "channels",
        Rule<EventChannel>(.oneOf(EventChannel.allCases.map(\.rawValue))) { (value) throws(Fault) in
            guard let channel = value.string.flatMap(EventChannel.init(rawValue:)) else {
                throw Fault("There is no such channel.", pt: "Esse canal não existe.")
            }
            return channel
        }, summary: "Only these channels; all that the caller may hear when there are none.")

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
        let wanted = asked.isEmpty ? all : all.filter(asked.contains)
        let open = EventChannel.open(to: role).filter(wanted.contains)
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
