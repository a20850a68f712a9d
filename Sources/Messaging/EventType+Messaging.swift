import Frame
package import Storage

/// The events of the WhatsApp session and its messages.
extension EventType {
    /// The session has another status.
    package static let sessionStatus = EventType("session_status", on: .whatsapp)
    /// A code to scan, as a picture.
    package static let qrCode = EventType("qrcode", on: .whatsapp)
    /// A message to a customer has another status.
    package static let messageStatus = EventType("message_status", on: .messages)
    /// A message came in.
    package static let messageReceived = EventType("message_received", on: .messages)
}
