import Environment
import FoundationEssentials
import MariaDB
import Routing
package import Storage

/// The job that moves the session from `connecting` to `ready`, or abandons one that ended.
package struct SessionStart: JobHandler {
    static let name = "whatsapp.session"
    /// How often a carrier that does not answer is asked: for about two minutes.
    private static let tries = 6
    /// Attempts of the job, those of killed workers included.
    private static let attempts = 100

    private struct Parameters: Codable {
        let run: Int
    }

    private let drivers: MessagingDrivers

    /// `whatsapp.session`
    package let kind = SessionStart.name

    /// The handler.
    package init(_ drivers: MessagingDrivers) {
        self.drivers = drivers
    }

    /// Asks for it, in the transaction that starts or ends the session.
    static func ask(_ session: WhatsAppSession, _ store: JobStore) throws {
        let parameters = String(decoding: try JSONText.bytes(of: Parameters(run: session.run)), as: UTF8.self)
        _ = try store.add(kind: name, parameters: parameters, lane: name, maxAttempts: attempts)
    }

    /// Takes it as far as there is nothing to wait for.
    ///
    /// - Throws: what the carrier's driver throws; `DatabaseError`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        let parameters = try JSONText.parse(Array(run.job.parameters.utf8))
        let store = WhatsAppSessionStore(run.connection)
        while let session = try store.find(), parameters["run"] == JSON(session.run) {
            let driver = try drivers.driver(session.driver, for: run)
            switch session.status {
            case .disconnected:
                try driver.stop()
                return .done
            case .ready:
                // Once more: a message may have looked just before the session was ready, and gone to wait just after.
                try MessageJob.send.wake(JobStore(run.connection))
                return .done
            case .connecting, .qrcode, .authenticated:
                if run.isStopping { return .stopped }
                let step = try step(from: session, driver, run)
                guard try SessionFlow(run.connection).move(session, by: step) else { continue }
                if step.status == .ready { return .again(after: .seconds(1)) }
                if step.pause > .zero { return .again(after: step.pause) }
            }
        }
        return .done
    }

    private func step(
        from session: WhatsAppSession, _ driver: any MessagingDriver, _ run: JobRun
    ) throws -> SessionStep {
        do {
            return try driver.start(from: session.status)
        } catch {
            guard run.job.attempts >= Self.tries else { throw error }
            run.log.write(.warning, "the WhatsApp session does not start", String(describing: error))
            return SessionStep(.disconnected)
        }
    }
}
