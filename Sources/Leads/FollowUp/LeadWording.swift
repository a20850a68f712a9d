import Frame
import MariaDB
import Storage

/// Writes the words that new leads are found by, as they are now.
struct LeadWording: FollowUpStep {
    let name = "words"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        try SearchStore<LeadWords>(connection).write(
            batch.leads.map { LeadWords(id: $0.id, contact: $0.lead.contact) })
    }
}
