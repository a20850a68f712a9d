import Accounts
import HTTP
import Routing

/// The WhatsApp session and its messages.
///
/// Source: SPEC section 7.
// swift-format-ignore
let whatsAppRoutes: [Route<Context>] = [
    //    method   target                            operation              access
    Route(.post,   "/api/v1/whatsapp/session/start", "startWhatsAppSession",  .to(.manageWhatsAppConfig), status: .accepted, "Starts the session; one that is started stays as it is.", WhatsAppHandlers.start),
    Route(.get,    "/api/v1/whatsapp/session/status", "getWhatsAppSession",   .to(.manageWhatsAppConfig), "Where the session stands.", WhatsAppHandlers.status),
    Route(.delete, "/api/v1/whatsapp/session",       "stopWhatsAppSession",   .to(.manageWhatsAppConfig), status: .noContent, "Ends the session.", WhatsAppHandlers.stop),
    Route(.post,   "/api/v1/whatsapp/messages",      "sendWhatsAppMessage",   .to(.manageWhatsAppConfig), status: .accepted, isCreating: true, "Sends a message; before the session is ready it waits.", WhatsAppHandlers.send),
    Route(.get,    "/api/v1/whatsapp/messages",      "listWhatsAppMessages",  .to(.manageWhatsAppConfig), "A page of messages, newest first.", WhatsAppHandlers.list),
    Route(.get,    "/api/v1/whatsapp/webhook",       "verifyWhatsAppWebhook", .toAnyone, failures: [.forbidden], "Answers the Cloud API's challenge.", WebhookHandlers.verify),
    Route(.post,   "/api/v1/whatsapp/webhook",       "takeWhatsAppWebhook",   .toAnyone, failures: [.forbidden], "Takes what the Cloud API notifies of.", WebhookHandlers.take),
]
