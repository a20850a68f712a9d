import Frame
import Transfer

extension HTTPTransfer {
    /// Sends a request to another host, or through a socket; shorter than a worker may take to stop.
    ///
    /// - Throws: `TransferError`.
    static func reply(to request: OutgoingRequest) throws(TransferError) -> OutgoingReply {
        let isNear = request.socketPath != nil
        let transfer = try HTTPTransfer(
            socketPath: request.socketPath, connectSeconds: isNear ? 2 : 4, totalSeconds: isNear ? 5 : 10,
            reach: request.mayReachPrivate ? .anywhere : .publicOnly)
        let reply = try transfer.send(request.method, request.url, fields: request.fields, content: request.content)
        return OutgoingReply(status: reply.status, content: reply.bytes)
    }
}
