import Frame
import MariaDB

/// Writes the touches of new leads where lists and metrics look for them.
struct LeadAttributing: FollowUpStep {
    let name = "touches"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        try TouchStore(connection: connection).add(batch.leads.map(\.lead))
    }
}
