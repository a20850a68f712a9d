import Frame
import MariaDB
import Routing
import Values

/// Writes what was agreed to with submissions into the ledger of consents, in the very words that were read.
struct ConsentRecording: FollowUpStep {
    let name = "consents"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        let submissions = batch.submissions.filter { $0.consents != nil }
        guard !submissions.isEmpty else { return }
        let store = ConsentStore(connection)
        // What its first submission agreed to is in the lead itself, and in its customer only from now on.
        let agreeing = batch.leads.filter { $0.consents != nil && $0.lead.customerID != nil }.map(\.id)
        let asking = batch.enquiries.filter { $0.consents != nil }.map(\.leadID)
        let leads = Set(agreeing + asking).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        let people = try Set(leads.compactMap { try store.hold(.lead($0)) })
        try store.add(store.entries(of: submissions))
        let assigned = batch.assignments.map(\.lead.id)
        for person in people { try store.settle(person, versioned: assigned) }
    }
}
