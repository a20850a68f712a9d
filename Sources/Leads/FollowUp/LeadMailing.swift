import FoundationEssentials
import Frame
import MariaDB
import Storage
import Values

/// Writes the mails about new leads and further enquiries.
struct LeadMailing: FollowUpStep {
    let name = "mails"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        let isThroughForms = batch.submissions.contains { $0.through?.isDelivered == false }
        let forms = isThroughForms ? try FormStore(connection).all() : []
        let leadMails = LeadMails(batch.settings, batch.config, forms: IntakeForms(forms))
        var mails = batch.leads.flatMap { leadMails.mails(of: $0) }
        // Of several enquiries of one lead the later ones know of the confirmations of those before.
        var confirmed: [Lead.ID: Date] = [:]
        for enquiry in batch.enquiries {
            let before = confirmed[enquiry.leadID] ?? enquiry.confirmedAt
            var after = before
            mails += leadMails.mails(of: enquiry, confirmedAt: &after)
            if after != before { confirmed[enquiry.leadID] = after }
        }
        try OutboxStore(connection).add(mails, domain: leadMails.domain)
        for (lead, moment) in confirmed.sorted(by: { $0.key < $1.key }) {
            try FollowUpStore(connection: connection).confirm(lead, at: moment)
        }
    }
}
