package import Accounts
import HTTP
package import Routing

/// Sockets and event streams; the program admits, the hub serves.
///
/// Source: SPEC section 7.
// swift-format-ignore
package let liveRoutes = RouteGroup<Context>("messaging", bases: [""], [
    //    method target            operation       access
    Route(.get, "/ws/echo",        "openEcho",     .toSubscribers(), status: .switchingProtocols, "A WebSocket that answers pings and gives back other JSON.", LiveHandlers.echo),
    Route(.get, "/ws/whatsapp",    "openWhatsApp", .toSubscribers(.manageWhatsAppConfig), status: .switchingProtocols, "A WebSocket with the events of the WhatsApp session.", LiveHandlers.whatsapp),
    Route(.get, "/api/v1/events",  "streamEvents", .toSubscribers(), "All events that the caller may hear, as an EventSource reads them.", LiveHandlers.events),
] + whatsAppRoutes)

/// What the hub asks the program; no address of nginx leads here, and the document does not list it.
// swift-format-ignore
package let hubRoutes = RouteGroup<Context>("messaging", bases: ["/_hub"], [
    Route(.get,  "/backlog",  "hubBacklog",  .toAnyone, "What a subscriber missed.", HubHandlers.backlog),
    Route(.post, "/sessions", "hubSessions", .toAnyone, "Which sessions still count.", HubHandlers.sessions),
])
