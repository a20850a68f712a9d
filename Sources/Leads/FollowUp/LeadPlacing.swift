import Frame
import MariaDB

/// Adds new leads to the ranges that pages deep in the list are found by.
struct LeadPlacing: FollowUpStep {
    let name = "ranges"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        try LeadRangeStore(connection: connection).add(batch.leads.map(\.place))
    }
}
