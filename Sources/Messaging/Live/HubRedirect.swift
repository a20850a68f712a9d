import FoundationEssentials
import Frame
package import HTTP
package import Routing
import Storage
import Values

/// A request that nginx passes to its hub, which answers in place of the program for a given time.
///
/// The hub reads only what the program sets: the address is internal, without the client's query.
package struct HubRedirect: Answer {
    /// Frames both ways, or events one way.
    package enum Kind: String, Sendable {
        case echo, events
    }

    private let target: String

    /// An admitted caller on the way to the hub.
    ///
    /// - Throws: `APIError.serviceUnavailable` where there is no nginx in front.
    init(_ kind: Kind, _ context: Context, hearing channels: [EventChannel] = [], after event: Event.ID? = nil) throws {
        let caller = try context.requireCaller()
        guard context.request.exchange.variable("GUICHE_ACCEL") == "1", let end = context.accessExpiresAt else {
            throw APIError.serviceUnavailable
        }
        var target = "/_hub/\(kind.rawValue)?user=\(caller.id.text)&session=\(caller.session.text)"
        target += "&until=\(Int(end.timeIntervalSince1970.rounded(.down)))&language=\(context.language.rawValue)"
        if !channels.isEmpty {
            target += "&channels=" + channels.map(\.rawValue).joined(separator: ",")
            target += "&after=" + (event?.text ?? "00000000-0000-0000-0000-000000000000")
        }
        self.target = target
    }

    /// Events, for those who do not ask for a socket.
    package static var contents: [(mediaType: String, schema: Schema)] { [("text/event-stream", .string)] }

    /// The response that carries it; nginx keeps its target to itself.
    package func response(_ status: Status) -> Response {
        var response = Response(.ok)
        response.content = .internalRedirect(target)
        return response
    }
}

/// A socket on the way to the hub.
package struct SocketRedirect: Answer {
    let redirect: HubRedirect

    /// None: frames follow.
    package static var contents: [(mediaType: String, schema: Schema)] { [] }

    /// The response that carries it.
    package func response(_ status: Status) -> Response { redirect.response(status) }
}
