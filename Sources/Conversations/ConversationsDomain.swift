package import Frame
import Messaging
import Routing
import Storage

/// The WhatsApp messages of each number as one conversation, with the person whose number it is.
package let conversationsDomain = Domain<Context>(
    "Conversations", groups: [conversationRoutes],
    tables: [
        // Triggers of the messages keep the rest.
        Grants.Table("whatsapp_conversations", [Grants.Part(liveRoutes.pool): "SELECT, UPDATE (unread)"])
    ])
