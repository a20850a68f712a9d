package import Frame
import HTTP
package import Routing

/// Sockets and event streams; the program admits, the hub serves.
///
/// Source: SPEC section 7.
// swift-format-ignore
package let liveRoutes = RouteGroup<Context>("messaging", bases: [""], [
    //    method target            operation       access
    Route(.get, "/ws/echo",        "openEcho",     .toSubscribers(), status: .switchingProtocols, "Opens a WebSocket that answers pings and echoes other JSON messages.", LiveHandlers.echo),
    Route(.get, "/ws/whatsapp",    "openWhatsApp", .toSubscribers(.manageWhatsAppConfig), status: .switchingProtocols, "Opens a WebSocket with the events of the WhatsApp session.", LiveHandlers.whatsapp),
    Route(.get, "/api/v1/events",  "streamEvents", .toSubscribers(), "Streams the events that the caller may receive, in the EventSource format.", LiveHandlers.events),
] + whatsAppRoutes)

/// Internal routes for the hub; nginx exposes none of them, and the document does not list them.
// swift-format-ignore
package let hubRoutes = RouteGroup<Context>("messaging", bases: ["/_hub"], [
    Route(.get,  "/backlog",  "hubBacklog",  .toAnyone, "Returns the events that a subscriber missed.", HubHandlers.backlog),
    Route(.post, "/sessions", "hubSessions", .toAnyone, "Returns the sessions that are still valid.", HubHandlers.sessions),
])
