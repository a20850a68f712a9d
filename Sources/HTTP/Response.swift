/// A response: status, header fields, content.
public struct Response {
    /// The body after the header.
    public enum Content {
        /// No content, as for 204 and 304.
        case none
        /// Bytes in memory.
        case bytes([UInt8])
        /// A file that the program sends itself, piece by piece: its path and length in bytes.
        case file(path: String, bytes: Int)
        /// What the web server in front of the program answers at an address that clients cannot reach.
        case internalRedirect(String)
        /// Content produced while it is sent, of unknown length.
        case stream(Stream)
    }

    /// Makes content piece by piece and hands each to `send`, which returns whether the client is still connected.
    ///
    /// An error thrown before the first piece is answered as a failure; later it breaks the response off, so that no client takes
    /// half of it for the whole.
    public typealias Stream = (_ send: ([UInt8]) -> Bool) throws -> Void

    /// The status.
    public var status: Status
    /// The header fields in the order they are sent.
    public private(set) var fields: [(name: FieldName, value: String)] = []
    /// The content.
    public var content: Content

    /// A response without content.
    public init(_ status: Status) {
        self.status = status
        content = .none
    }

    /// A response with content of a media type.
    public init(_ status: Status, contentType: String, bytes: [UInt8]) {
        self.status = status
        content = .bytes(bytes)
        fields = [(.contentType, contentType)]
    }

    /// The first value of a field; setting replaces all of that name, nil removes them.
    ///
    /// Control characters cannot be sent in a field (RFC 9110 §5.5): a value that holds one is sent without it.
    public subscript(name: FieldName) -> String? {
        get { fields.first { $0.name == name }?.value }
        set {
            fields.removeAll { $0.name == name }
            if let newValue { append(name, newValue) }
        }
    }

    /// Adds a field beside those of the same name.
    public mutating func append(_ name: FieldName, _ value: String) {
        fields.append((name, Self.withoutControls(value)))
    }

    private static func withoutControls(_ value: String) -> String {
        let isClean = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        return isClean ? value : String(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F })
    }

    /// The length of the content in bytes; nil when it is not known.
    public var contentBytes: Int? {
        switch content {
        case .none, .internalRedirect: 0
        case .bytes(let bytes): bytes.count
        case .file(_, let bytes): bytes
        case .stream: nil
        }
    }

    /// The header in the CGI format: `Status`, the fields, an empty line.
    ///
    /// An internal redirect is the field `X-Accel-Redirect`, which nginx keeps to itself.
    /// Source: RFC 3875 §6.3; nginx, `ngx_http_fastcgi_module`.
    public var header: [UInt8] {
        var header: [UInt8] = []
        header.reserveCapacity(512)
        header.append(contentsOf: "Status: \(status.rawValue) ".utf8)
        header.append(contentsOf: status.reason.utf8)
        for (name, value) in fields {
            header.append(contentsOf: "\r\n".utf8)
            header.append(contentsOf: name.canonical.utf8)
            header.append(contentsOf: ": ".utf8)
            header.append(contentsOf: value.utf8)
        }
        if case .internalRedirect(let target) = content {
            header.append(contentsOf: "\r\nX-Accel-Redirect: ".utf8)
            header.append(contentsOf: Self.withoutControls(target).utf8)
        }
        if status != .noContent, status != .notModified, let contentBytes {
            header.append(contentsOf: "\r\nContent-Length: \(contentBytes)".utf8)
        }
        header.append(contentsOf: "\r\n\r\n".utf8)
        return header
    }
}
