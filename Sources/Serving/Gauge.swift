package import MariaDB

/// A number of a domain that `/metrics` shows, read from the database each time.
///
/// Source: Prometheus exposition format 0.0.4, `gauge`.
package struct Gauge: Sendable {
    private let name: String
    private let help: String
    private let read: @Sendable (Connection) throws -> Int

    /// A gauge.
    ///
    /// - Parameters:
    ///   - name: in lower-case letters and `_`, with the prefix `guiche_`.
    ///   - help: one line that says what is counted.
    package init(_ name: String, _ help: String, read: @escaping @Sendable (Connection) throws -> Int) {
        self.name = name
        self.help = help
        self.read = read
    }

    /// Its present value as text for Prometheus.
    func prometheusText(from connection: Connection) throws -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(try read(connection))\n"
    }
}
