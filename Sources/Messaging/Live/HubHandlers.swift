import Accounts
import FoundationEssentials
import Frame
import HTTP
import Routing
import Storage
import Values

/// Answers to the hub, as lines of words.
enum HubHandlers {
    /// The most events in one answer.
    static let backlogEvents = 200
    /// The most bytes of events in one answer, one event more or less.
    static let backlogBytes = 500_000

    /// The events that a subscriber missed: `more ID` or `end ID`, where the ID is up to where the lines go, then a line an event.
    @Sendable static func backlog(_ input: BacklogInput, _ context: Context) throws -> HubText {
        let store = EventStore(context.connection)
        // Before the events are read: what comes in between is for the next answer.
        guard let newest = try store.newest(), newest > input.after else {
            return HubText("end \(input.after.text)\n")
        }
        let events = try store.list(
            on: input.channels, after: input.after, through: newest, limit: backlogEvents)
        var lines = ""
        var count = 0
        for event in events where lines.utf8.count < backlogBytes {
            lines += event.line
            count += 1
        }
        guard count == backlogEvents || count < events.count else { return HubText("end \(newest.text)\n\(lines)") }
        return HubText("more \(events[count - 1].id.text)\n\(lines)")
    }

    /// Which of the sessions that are sent, one a line, still count: `SESSION USER CHANNELS` a line, `-` for no channel.
    @Sendable static func sessions(_ input: SessionsInput, _ context: Context) throws -> HubText {
        let store = SessionStore(context.connection)
        let now = Date()
        var lines = ""
        var rest = input.sessions[...]
        while !rest.isEmpty {
            for standing in try store.live(among: Array(rest.prefix(SessionStore.standings)), at: now) {
                let channels = EventChannel.open(to: standing.role).map(\.rawValue).joined(separator: ",")
                lines += "\(standing.session.text) \(standing.user.text) \(channels.isEmpty ? "-" : channels)\n"
            }
            rest = rest.dropFirst(SessionStore.standings)
        }
        return HubText(lines)
    }
}

/// Lines for the hub.
struct HubText: Answer {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    static var contents: [(mediaType: String, schema: Schema)] { [("text/plain", .string)] }

    func response(_ status: Status) -> Response {
        Response(status, contentType: "text/plain; charset=utf-8", bytes: Array(text.utf8))
    }
}

/// From which event on, of which channels.
struct BacklogInput: Input {
    let after: Event.ID
    let channels: [EventChannel]

    private static let afterField = Field("after", Rule<Event.ID>.identifier())
    private static let channelsField = Field("channels", Rule<String>.line(1...200))

    static let declaration = InputDeclaration(
        query: afterField.queryParameters() + channelsField.queryParameters())

    init(reading input: InputReader) throws {
        try input.request.checkHub()
        let after = try input.query(Self.afterField)
        let channels = try input.query(Self.channelsField)
        (self.after, self.channels) = try input.checked(
            after, channels.map { $0.split(separator: ",").compactMap { EventChannel(bytewise: String($0)) } })
    }
}

/// The sessions of the hub's sockets.
struct SessionsInput: Input {
    let sessions: [Session.ID]

    static let declaration = InputDeclaration(content: [("text/plain", .string)])

    init(reading input: InputReader) throws {
        try input.request.checkHub()
        let content = try input.content()
        sessions = String(decoding: content, as: UTF8.self).split(separator: "\n").compactMap { Session.ID(String($0)) }
    }
}

extension Request {
    /// Passes for the hub alone, whose variable no client can set: theirs begin with `HTTP_`.
    ///
    /// - Throws: `APIError.notFound`.
    fileprivate func checkHub() throws(APIError) {
        guard exchange.variable("GUICHE_HUB") == "1" else { throw .notFound }
    }
}
