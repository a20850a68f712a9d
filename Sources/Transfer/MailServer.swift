/// A server that takes mail by SMTP, and how to speak to it.
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
    /// Who signs in; nobody when nil.
    public var username: String?
    /// The password of `username`.
    public var password: String?
    /// A PEM file of the authorities to trust instead of the system's.
    public var authorityFile: String?
    /// How long a connection may take.
    public var connectSeconds = 10
    /// How long a whole mail may take.
    public var mailSeconds = 60

    /// A server.
    public init(
        host: String, port: Int, protection: Protection, username: String? = nil, password: String? = nil,
        authorityFile: String? = nil
    ) {
        self.host = host
        self.port = port
        self.protection = protection
        self.username = username
        self.password = password
        self.authorityFile = authorityFile
    }

    /// The address as a URL; an IPv6 address stands in brackets.
    var url: String {
        let scheme = protection == .implicit ? "smtps" : "smtp"
        let host = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        return "\(scheme)://\(host):\(port)"
    }
}
