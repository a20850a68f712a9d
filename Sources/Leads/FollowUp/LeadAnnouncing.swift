import Frame
import MariaDB
import Storage
import Values

/// Publishes new leads; then changes that were made before the publication.
struct LeadAnnouncing: FollowUpStep {
    let name = "events"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        try EventQueueStore(connection).add(
            batch.leads.flatMap { new in
                let created = EventQueueStore.Entry(.leadCreated, of: new.id.bytes, at: new.lead.createdAt)
                guard new.isChanged else { return [created] }
                return [
                    created,
                    EventQueueStore.Entry(.leadChanged, of: new.id.bytes, at: new.lead.updatedAt),
                ]
            })
    }
}
