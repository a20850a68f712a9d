public import HTTP

/// One FastCGI request at a time, for one thread; the connection it came by is any thread's again once it is answered.
///
/// Source: FastCGI 1.0 §6.2 (responder role).
public final class RequestSlot: Exchange {
    private let socket: ListeningSocket
    private var connection: Connection?
    /// Where the content is when the server kept it in a file.
    private var contentFile: ContentFile?
    private var deadline: ContinuousClock.Instant?

    /// The meta-variable with the path of the file that holds the content, instead of the connection; only the server can set it.
    public static let contentFileVariable = "GUICHE_CONTENT_FILE"

    /// A slot on a listening socket.
    public init(_ socket: ListeningSocket) {
        self.socket = socket
    }

    /// Waits for the next request; the one before must have been finished.
    ///
    /// - Returns: false once the socket is stopping.
    public func next() -> Bool {
        while let next = socket.nextConnection() {
            guard next.receive() else { continue }
            connection = next
            deadline = nil
            contentFile = variable(Self.contentFileVariable).flatMap { $0.isEmpty ? nil : ContentFile($0) }
            return true
        }
        return false
    }

    /// Lets reading end at a deadline.
    public func limitReading(until deadline: ContinuousClock.Instant) { self.deadline = deadline }

    /// The meta-variable of that name.
    public func variable(_ name: String) -> String? { connection?.variable(name) }

    /// Reads the next bytes of the content, from the connection or from the file that the server kept it in.
    public func readContent(into buffer: inout [UInt8]) throws(ContentError) -> Int {
        if let deadline, ContinuousClock.now >= deadline { throw .overdue }
        if let contentFile { return try contentFile.read(into: &buffer) }
        guard let count = connection?.readContent(into: &buffer) else { throw .interrupted }
        return count
    }

    /// Sends bytes of the response.
    ///
    /// - Returns: false when the client or nginx went away.
    public func send(_ bytes: [UInt8]) -> Bool { connection?.send(bytes) ?? false }

    /// Breaks the request off: the connection closes without an end of the request, which shows the gateway that the response is not
    /// the whole response.
    ///
    /// Source: FastCGI 1.0 §5.5 (`FCGI_END_REQUEST`, which is left out).
    public func abandon() {
        contentFile = nil
        connection?.close()
        connection = nil
    }

    /// Ends the request: what was sent is flushed, what is left of the content is dropped, and a connection that the gateway keeps is
    /// parked.
    public func finish() {
        contentFile = nil
        guard let connection else { return }
        self.connection = nil
        if connection.finish(isLast: socket.isFull) { socket.park(connection) }
    }
}
