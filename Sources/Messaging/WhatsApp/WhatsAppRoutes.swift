import Frame
import HTTP
import Routing

/// The WhatsApp session and its messages.
///
/// Source: SPEC section 7.
// swift-format-ignore
let whatsAppRoutes: [Route<Context>] = [
    //    method   target                            operation              access
    Route(.post,   "/api/v1/whatsapp/session/start", "startWhatsAppSession",  .to(.manageWhatsAppConfig), status: .accepted, "Starts the session; a running session is left unchanged.", WhatsAppHandlers.start),
    Route(.get,    "/api/v1/whatsapp/session/status", "getWhatsAppSession",   .to(.manageWhatsAppConfig), "Returns the state of the session.", WhatsAppHandlers.status),
    Route(.delete, "/api/v1/whatsapp/session",       "stopWhatsAppSession",   .to(.manageWhatsAppConfig), status: .noContent, "Ends the session.", WhatsAppHandlers.stop),
    Route(.post,   "/api/v1/whatsapp/messages",      "sendWhatsAppMessage",   .to(.sendMessages), status: .accepted, isCreating: true, "Queues a message; it is sent once the session is ready.", WhatsAppHandlers.send),
    Route(.get,    "/api/v1/whatsapp/messages",      "listWhatsAppMessages",  .to(.sendMessages), "Lists messages, newest first.", WhatsAppHandlers.list),
    Route(.get,    "/api/v1/whatsapp/webhook",       "verifyWhatsAppWebhook", .toAnyone, failures: [.forbidden], "Answers the Cloud API's verification challenge.", WebhookHandlers.verify),
    Route(.post,   "/api/v1/whatsapp/webhook",       "takeWhatsAppWebhook",   .toAnyone, failures: [.forbidden], "Receives notifications from the Cloud API.", WebhookHandlers.take),
]
