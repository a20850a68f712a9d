import Environment
import FoundationEssentials
import Frame
import HTTP
import Routing
import Serving
import Storage

/// Lets subscribers through to the hub.
///
/// Source: SPEC section 7.
enum LiveHandlers {
    /// Opens a socket that gives back what it is sent.
    @Sendable static func echo(_ input: NoInput, _ context: Context) throws -> SocketRedirect {
        try checkOrigin(of: context)
        try checkUpgrade(in: context)
        return SocketRedirect(redirect: try HubRedirect(.echo, context))
    }

    /// Opens a socket with the events of the WhatsApp session and its messages.
    @Sendable static func whatsapp(_ input: Subscription, _ context: Context) throws -> SocketRedirect {
        try checkOrigin(of: context)
        let channels = try input.channels(for: context.requireCaller().role, among: EventChannel.whatsapp.named)
        try checkUpgrade(in: context)
        return SocketRedirect(redirect: try redirect(input, to: channels, context))
    }

    /// Opens a stream of all events that the caller may hear.
    @Sendable static func events(_ input: Subscription, _ context: Context) throws -> HubRedirect {
        try checkOrigin(of: context)
        return try redirect(input, to: input.channels(for: context.requireCaller().role), context)
    }

    private static func redirect(_ input: Subscription, to channels: [EventChannel], _ context: Context) throws
        -> HubRedirect
    {
        try HubRedirect(.events, context, hearing: channels, after: input.start(in: EventStore(context.connection)))
    }

    /// Passes for a page of this host or of an allowed origin, and for who is no browser.
    ///
    /// Browsers let any page open a socket anywhere; the answer's CORS fields do not hold it back. Source: RFC 6455 §10.2.
    private static func checkOrigin(of context: Context) throws {
        guard let origin = context.request[.origin] else { return }
        let settings = context.service.settings
        let isOurs = origin == context.request.exchange.variable("GUICHE_ORIGIN") || origin == settings.publicURL
        guard isOurs || settings.allowedOrigins.contains(origin) else {
            throw APIError.forbidden(
                Text("Pages from this origin may not connect.", pt: "Páginas desta origem não podem se conectar."))
        }
    }

    /// Source: RFC 6455 §4.2.1.
    private static func checkUpgrade(in context: Context) throws {
        guard context.request[FieldName("Upgrade")]?.lowercased() == "websocket" else {
            throw APIError.malformed(
                Text(
                    "This address accepts WebSocket connections only.",
                    pt: "Este endereço só aceita conexões WebSocket."))
        }
    }
}
