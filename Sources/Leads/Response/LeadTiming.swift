import Frame
import MariaDB

/// Writes when new leads are due.
struct LeadTiming: FollowUpStep {
    let name = "clock"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        try LeadStore(connection).setDueTimes(
            batch.leads.filter(\.isRetimed).map { LeadStore.DueTime(id: $0.id, dueAt: $0.lead.dueAt) })
    }
}
