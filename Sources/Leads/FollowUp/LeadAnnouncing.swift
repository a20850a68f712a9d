import Frame
import MariaDB
import Routing
import Storage
import Values

/// Publishes new leads, and after each a change that was made before the publication; then further enquiries.
struct LeadAnnouncing: FollowUpStep {
    let name = "events"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        let leads = batch.leads.flatMap { new in
            let created = EventQueueStore.Entry(
                .leadCreated, of: new.id, saying: ["name": .string(new.lead.contact.name)],
                at: new.lead.createdAt)
            guard new.isChanged else { return [created] }
            return [created, EventQueueStore.Entry(.leadChanged, of: new.id, at: new.lead.updatedAt)]
        }
        let enquiries = batch.enquiries.map { enquiry in
            EventQueueStore.Entry(
                .enquiryCreated, of: enquiry.id,
                saying: ["lead_id": .string(enquiry.leadID.text), "name": .string(enquiry.contact.name)],
                at: enquiry.createdAt)
        }
        try EventQueueStore(connection).add(leads + enquiries)
    }
}
