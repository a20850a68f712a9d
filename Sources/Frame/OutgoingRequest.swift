/// A request to another host, or through a Unix socket, over HTTP.
package struct OutgoingRequest: Sendable, Equatable {
    package let method: String
    package let url: String
    /// The header fields, each as one line `Name: value`.
    package let fields: [String]
    /// Whether the address may be in a private network.
    package let mayReachPrivate: Bool
    /// The Unix socket to which it goes, whatever host the address names; nil for the host.
    package let socketPath: String?
    /// Nil for none.
    package let content: [UInt8]?

    /// A request.
    package init(_ method: String, _ url: String, fields: [String], mayReachPrivate: Bool, content: [UInt8]?) {
        self.method = method
        self.url = url
        self.fields = fields
        self.mayReachPrivate = mayReachPrivate
        socketPath = nil
        self.content = content
    }

    /// A request to another part of the service.
    package init(_ method: String, _ url: String, through socketPath: String, content: [UInt8]?) {
        self.method = method
        self.url = url
        fields = []
        mayReachPrivate = true
        self.socketPath = socketPath
        self.content = content
    }
}

/// The response to an `OutgoingRequest`.
package struct OutgoingReply: Sendable, Equatable {
    package let status: Int
    package let content: [UInt8]

    /// A response.
    package init(status: Int, content: [UInt8]) {
        self.status = status
        self.content = content
    }
}

/// Sends a request and waits for its response; throws when there is none.
package typealias OutgoingTransport = @Sendable (OutgoingRequest) throws -> OutgoingReply
