import Posix

/// The host that a stored setting points to, as far as its text says where that is; what a name leads to is looked at again at every
/// connection.
package struct DestinationHost {
    private let name: String
    private let address: HostAddress?

    /// A host name or address.
    package init(_ host: String) {
        name = host.lowercased()
        address = HostAddress(text: host)
    }

    /// The host of a web address, `scheme://user@host:port/…`; nil for another text.
    package init?(url: String) {
        let bytes = Array(url.utf8)
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let start = url.utf8.distance(from: url.startIndex, to: scheme.upperBound)
        var authority = bytes[start...].prefix { !"/?#\\".utf8.contains($0) }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[(at + 1)...] }
        if authority.first == UInt8(ascii: "["), let end = authority.firstIndex(of: UInt8(ascii: "]")) {
            authority = authority[...end]
        } else {
            authority = authority.prefix { $0 != UInt8(ascii: ":") }
        }
        self.init(String(decoding: authority, as: UTF8.self))
    }

    /// Whether it is this host.
    package var isLoopback: Bool { address?.isLoopback ?? isLocalName }

    /// Whether it is this host, or on a private network.
    package var isPrivate: Bool { address?.isPrivate ?? isLocalName }

    /// Source: RFC 6761 §6.3.
    private var isLocalName: Bool {
        let name = name.hasSuffix(".") ? String(name.dropLast()) : name
        return name == "localhost" || name.hasSuffix(".localhost")
    }
}
