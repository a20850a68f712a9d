import Environment
package import Frame
import Storage
import StoredSettings

/// The drivers of this product.
package struct MessagingDrivers: Sendable {
    private let transport: OutgoingTransport

    /// The drivers.
    ///
    /// - Parameter transport: how the Cloud API is reached.
    package init(_ transport: @escaping OutgoingTransport) {
        self.transport = transport
    }

    /// The driver of a session, by the settings as they are now.
    ///
    /// - Throws: `DatabaseError`.
    func driver(_ driver: Settings.WhatsAppDriver, for run: JobRun) throws -> any MessagingDriver {
        switch driver {
        case .stub: StubDriver(run.settings)
        case .cloud:
            CloudDriver(CloudAccount(try ConfigStore(run.connection).snapshot(), run.settings), transport)
        }
    }
}
