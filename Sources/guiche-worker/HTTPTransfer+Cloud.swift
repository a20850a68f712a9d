import Messaging
import Transfer

extension HTTPTransfer {
    /// Sends a request to the WhatsApp Cloud API; shorter than a worker may take to stop.
    ///
    /// - Throws: `TransferError`.
    static func reply(to request: CloudRequest) throws(TransferError) -> CloudReply {
        let transfer = try HTTPTransfer(connectSeconds: 4, totalSeconds: 10)
        let reply = try transfer.send(
            request.method, request.url,
            fields: ["Authorization: Bearer \(request.accessToken)", "Content-Type: application/json"],
            content: request.content)
        return CloudReply(status: reply.status, content: reply.bytes)
    }
}
