/// Where the database is and how to get in, from a `mariadb://` address.
///
/// `mariadb://user:password@h1:p1,h2:p2/database?socket=/path&ssl_ca=/path`. User, password and database are
/// percent-decoded. Hosts are tried in turn, over TCP even when one is `localhost`; with `socket` that socket alone is
/// used. `ssl_ca` asks for TLS and a server certificate that this authority signed for the host's name.
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

    /// The database that statements work in; empty for none.
    public var database = ""
    /// How long an answer may take, in whole seconds, before the connection counts as lost; 0 for no limit.
    public var answerTimeout: Duration = .seconds(5)

    /// Reads an address.
    ///
    /// - Throws: ``ConnectionOptionsError`` naming the part that is wrong; never with the password in it.
    public init(url: String) throws(ConnectionOptionsError) {
    }
}

/// What is wrong with the address of a database.
public enum ConnectionOptionsError: Error, Sendable, Equatable {
    /// The address does not begin with `mariadb://` (or `mysql://`).
    case scheme
    /// User, password or database has a bad percent escape or holds a NUL.
    case escape
    /// No host and no socket is named, or a host is empty.
    case host
    /// A port is not 1 through 65535.
    case port
    /// The path has more than one segment.
    case database
    /// A parameter other than `socket` and `ssl_ca`, twice the same, or one without a value.
    case parameter(String)
}
