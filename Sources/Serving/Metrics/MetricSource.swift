package import Environment
package import MariaDB
package import Storage

/// Metrics whose numbers are found together. A domain declares its own; `guichectl doctor` asks the same ones.
package struct MetricSource: Sendable {
    /// Where the numbers are.
    package struct Place {
        package let connection: Connection
        package let settings: Settings
        package let files: any FileStore

        /// A place.
        package init(_ connection: Connection, _ settings: Settings, _ files: any FileStore) {
            self.connection = connection
            self.settings = settings
            self.files = files
        }
    }

    /// What they are of, for the log.
    package let name: String
    package let metrics: [Metric]
    private let read: @Sendable (Place) throws -> [Metric.Sample]

    /// A source.
    ///
    /// - Parameters:
    ///   - metrics: each that it may have.
    ///   - read: their numbers, by statements whose cost does not grow with the data; none of what this installation does not have.
    package init(
        _ name: String, _ metrics: [Metric], read: @escaping @Sendable (Place) throws -> [Metric.Sample]
    ) {
        self.name = name
        self.metrics = metrics
        self.read = read
    }

    /// The present numbers.
    ///
    /// - Throws: `DatabaseError`; what else is in the way.
    package func samples(at place: Place) throws -> [Metric.Sample] { try read(place) }

    /// Up to where rows are counted: more would make a scrape cost what a backlog is long.
    package static let countedRows = 10_000
}
