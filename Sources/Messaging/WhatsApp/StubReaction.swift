import FoundationEssentials
import MariaDB
package import Storage

/// The job that plays the other side of the stub: it gets a message, reads it, and answers.
package struct StubReaction: JobHandler {
    /// `whatsapp.react`
    package let kind = MessageJob.react.rawValue

    /// The handler.
    package init() {}

    /// Goes on with one message, as far as there is nothing to wait for.
    ///
    /// - Throws: `DatabaseError`.
    package func run(_ run: JobRun) throws -> JobOutcome {
        let stub = StubDriver(run.settings)
        let flow = MessageFlow(run.connection)
        var hasAnswered = false
        var hasWaited = run.job.position != nil
        while let message = try MessageJob.message(of: run),
            let next = stub.reaction(to: message, hasAnswered: hasAnswered)
        {
            if run.isStopping { return .stopped }
            // The position says that the pause before this step is over.
            if next.pause > .zero, !hasWaited {
                try run.progress(0, of: 0, position: "waited")
                return .again(after: next.pause)
            }
            hasWaited = false
            try run.connection.transaction { try flow.take([next.signal]) }
            if case .message = next.signal { hasAnswered = true }
        }
        return .done
    }
}
