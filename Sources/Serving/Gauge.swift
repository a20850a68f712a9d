package import Environment
package import MariaDB

/// A number of a domain that `/metrics` shows, read from the database each time; absent where it is not known.
///
/// Source: Prometheus exposition format 0.0.4, `gauge`.
package struct Gauge: Sendable {
    private let name: String
    private let help: String
    private let read: @Sendable (Connection, Settings) throws -> Int?

    /// A gauge.
    ///
    /// - Parameters:
    ///   - name: in lower-case letters and `_`, with the prefix `guiche_`.
    ///   - help: one line that says what is counted.
    ///   - read: nil for a number that this installation does not have.
    package init(
        _ name: String, _ help: String, read: @escaping @Sendable (Connection, Settings) throws -> Int?
    ) {
        self.name = name
        self.help = help
        self.read = read
    }

    /// Its present value as text for Prometheus.
    func prometheusText(from connection: Connection, _ settings: Settings) throws -> String {
        guard let value = try read(connection, settings) else { return "" }
        return Self.prometheusText(name, help, value)
    }

    /// A value as text for Prometheus.
    static func prometheusText(_ name: String, _ help: String, _ value: some CustomStringConvertible) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(value)\n"
    }
}
