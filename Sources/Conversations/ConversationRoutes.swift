package import Frame
import HTTP
import Messaging
package import Routing

/// The conversations; served with the messages that they are made of.
///
/// Source: SPEC section 21.
// swift-format-ignore
package let conversationRoutes = RouteGroup<Context>("conversations", pool: liveRoutes.pool, bases: ["/api/v1"], [
    //    method  target                                  operation                    access
    Route(.get,  "/whatsapp/conversations",               "listWhatsAppConversations", .to(.sendMessages), "Lists WhatsApp conversations, the one with the newest message first.", ConversationHandlers.list),
    Route(.post, "/whatsapp/conversations/{number}/read", "readWhatsAppConversation",  .to(.sendMessages), status: .noContent, "Marks all messages of a conversation as read, for everyone.", ConversationHandlers.markRead),
])
