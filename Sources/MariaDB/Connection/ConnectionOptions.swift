import HTTP

/// Where the database is and how to get in, from a `mariadb://` address.
///
/// `mariadb://user:password@h1:p1,h2:p2/database?socket=/path&ssl_ca=/path`. User, password, database and the parameters
/// are percent-decoded. Hosts are tried in turn, over TCP even when one is `localhost`; with `socket` that socket alone
/// is used. `ssl_ca` asks for TLS and a server certificate that this authority signed for the host's name.
///
/// Copies share what they learn about a server that is down: make one per process and hand it to every connection.
public struct ConnectionOptions: Sendable {
    /// One server to try.
    struct Host: Sendable, Equatable {
        var name: String
        var port: UInt32
    }

    var hosts: [Host] = []
    var socketPath: String?
    var user = ""
    var password = ""
    var certificateAuthorityPath: String?
    let outage = Outage()

    /// The database that statements work in; empty for none.
    public var database = ""
    /// How long an answer may take, in whole seconds, before the connection is treated as lost; 0 for no limit.
    ///
    /// The server has shorter limits: a statement half a second before, a wait for a lock two seconds before. It ends a transaction in which
    /// nothing was asked for that long.
    public var answerTimeout: Duration = .seconds(5)

    /// Reads an address.
    ///
    /// - Throws: ``ConnectionOptionsError`` naming the part that is wrong; never with the password in it.
    public init(url: String) throws(ConnectionOptionsError) {
        guard let scheme = ["mariadb://", "mysql://"].first(where: url.hasPrefix) else { throw .scheme }
        let (beforeQuery, query) = Self.cut(url.dropFirst(scheme.count), at: "?")
        let (authority, path) = Self.cut(beforeQuery, at: "/")
        let hostPart: Substring
        if let at = authority.lastIndex(of: "@") {
            let (user, password) = Self.cut(authority[..<at], at: ":")
            self.user = try Self.decoded(user)
            self.password = try Self.decoded(password ?? "")
            hostPart = authority[authority.index(after: at)...]
        } else {
            hostPart = authority
        }
        database = try Self.decoded(path ?? "")
        guard !database.contains("/") else { throw .database }
        for parameter in (query ?? "").split(separator: "&") { try read(parameter: parameter) }
        for host in hostPart.split(separator: ",", omittingEmptySubsequences: false) where hostPart != "" {
            hosts.append(try Self.host(host))
        }
        guard !hosts.isEmpty || socketPath != nil else { throw .host }
    }

    private mutating func read(parameter: Substring) throws(ConnectionOptionsError) {
        let (name, text) = Self.cut(parameter, at: "=")
        guard let text, text != "" else { throw .parameter(String(name)) }
        let value = try Self.decoded(text)
        switch name {
        case "socket" where socketPath == nil: socketPath = value
        case "ssl_ca" where certificateAuthorityPath == nil: certificateAuthorityPath = value
        default: throw .parameter(String(name))
        }
    }

    /// `name`, `name:port`, `[v6]` or `[v6]:port`.
    private static func host(_ text: Substring) throws(ConnectionOptionsError) -> Host {
        var name = text
        var port: Substring?
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            name = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard rest == "" || rest.hasPrefix(":") else { throw .host }
            port = rest == "" ? nil : rest.dropFirst()
        } else {
            (name, port) = cut(text, at: ":")
        }
        guard name != "", !name.utf8.contains(0) else { throw .host }
        guard let port else { return Host(name: String(name), port: 3306) }
        guard let number = UInt16(port), number > 0 else { throw .port }
        return Host(name: String(name), port: UInt32(number))
    }

    private static func cut(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func decoded(_ text: Substring) throws(ConnectionOptionsError) -> String {
        guard let decoded = FormText.percentDecoded(text), !decoded.utf8.contains(0) else { throw .escape }
        return decoded
    }
}

/// An invalid database URL.
public enum ConnectionOptionsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The address does not begin with `mariadb://` (or `mysql://`).
    case scheme
    /// User, password, database or a parameter has a bad percent escape, or is not UTF-8 without NUL.
    case escape
    /// No host and no socket is named, or a host is empty.
    case host
    /// A port is not 1 through 65535.
    case port
    /// The path has more than one segment.
    case database
    /// A parameter other than `socket` and `ssl_ca`, twice the same, or one without a value.
    case parameter(String)

    /// The rule that was broken; holds nothing of the address but the name of a parameter.
    public var description: String {
        switch self {
        case .scheme: "must begin with mariadb://"
        case .escape: "has a bad percent escape, or text that is not UTF-8 without NUL"
        case .host: "names no host and no socket, or an empty host"
        case .port: "has a port that is not 1 through 65535"
        case .database: "must name one database after the host, as in mariadb://user@host/database"
        case .parameter(let name): "has a parameter that is unknown, repeated or empty: \(name)"
        }
    }
}
