import Platform
import Transfer

extension HTTPTransfer {
    /// Sends a request to another host; shorter than a worker may take to stop.
    ///
    /// - Throws: `TransferError`.
    static func reply(to request: OutgoingRequest) throws(TransferError) -> OutgoingReply {
        let transfer = try HTTPTransfer(
            connectSeconds: 4, totalSeconds: 10, reach: request.mayReachPrivate ? .anywhere : .publicOnly)
        let reply = try transfer.send(request.method, request.url, fields: request.fields, content: request.content)
        return OutgoingReply(status: reply.status, content: reply.bytes)
    }
}
