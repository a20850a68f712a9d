import Frame
import Routing
import Serving
import Storage

extension LeadMail {
    /// The mails in a timeline.
    static let timeline = TimelineSource(
        .mail, to: .viewLeads, showing: LeadMail.schema,
        keys: { subject, limit in subject.leads.map { OutboxStore.keys(about: $0, limit) } },
        records: { (ids: [OutboxMail.ID], context) in
            try OutboxStore(context.connection).envelopes(ids).map { mail in
                let title = context.service.title(ofMail: mail.kind, in: context.language)
                return TimelineRecord(mail.id, by: nil, LeadMail(mail, title))
            }
        })
}
