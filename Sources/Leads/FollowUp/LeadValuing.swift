import Frame
import MariaDB

/// Writes the own fields of new leads where lists look for them, as they are now.
struct LeadValuing: FollowUpStep {
    let name = "own fields"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        try LeadStore(connection).addValues(of: batch.leads.map(\.lead))
    }
}
