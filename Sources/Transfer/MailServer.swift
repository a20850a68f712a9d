/// An SMTP server and its connection settings.
public struct MailServer: Sendable, Equatable {
    /// How a connection is protected.
    public enum Protection: String, Sendable, CaseIterable {
        /// A plain connection that must turn into TLS before anything else is said; RFC 3207.
        case starttls
        /// TLS from the first byte; RFC 8314 §3.3.
        case implicit
        /// None at all.
        case none
    }

    /// Its name or address.
    public var host: String
    /// Its port.
    public var port: Int
    /// How the connection is protected; the certificate must be the host's and signed by a known authority.
    public var protection: Protection
    /// The credentials; nil for no authentication.
    public var username: String?
    /// The password of `username`.
    public var password: String?
    /// The name by which it is greeted: a host name or an address literal; the machine's own when nil.
    public var greeting: String?
    /// A PEM file of the authorities to trust instead of the system's.
    public var authorityFile: String?
    /// Which addresses its name may lead to.
    public var reach: Reach
    /// How long a connection may take.
    public var connectSeconds = 10
    /// How long a whole mail may take.
    public var mailSeconds = 60

    /// A server.
    public init(
        host: String, port: Int, protection: Protection, username: String? = nil, password: String? = nil,
        authorityFile: String? = nil, greeting: String? = nil, reach: Reach
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.username = username
        self.password = password
        self.authorityFile = authorityFile
        self.greeting = greeting
        self.reach = reach
    }

    /// The address as a URL, whose path is what the library greets with; an IPv6 address is in brackets.
    var url: String {
        let scheme = protection == .implicit ? "smtps" : "smtp"
        let host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        guard let greeting else { return "\(scheme)://\(host):\(port)" }
        return "\(scheme)://\(host):\(port)/\(Self.percentEncoded(greeting))"
    }

    private static func percentEncoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { encoded, byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
