import Frame
import MariaDB

/// Adds new leads to the tallies that metrics are read from.
struct LeadTallying: FollowUpStep {
    let name = "tallies"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        try MetricsStore(connection).tally(batch.leads.map { LeadFact($0.lead) })
    }
}
