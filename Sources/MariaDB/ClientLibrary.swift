internal import CMariaDB

/// The library's own start, which must come before any thread uses it.
enum ClientLibrary {
    private static let status = mysql_server_init(0, nil, nil)

    /// Starts the library once in a process.
    static func start() {
        precondition(status == 0, "MariaDB Connector/C did not start")
    }
}
