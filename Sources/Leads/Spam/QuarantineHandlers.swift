import CRM
import Environment
import FoundationEssentials
import Frame
import HTTP
import MariaDB
package import Routing
import Serving
import Storage
import Values

/// The handlers of the quarantine.
enum QuarantineHandlers {
    @Sendable static func list(_ input: QuarantineListInput, _ context: Context) throws -> Reply<PageOf<Quarantined>> {
        let found = try QuarantineStore(context.connection).page(input.page)
        return Reply(PageOf(found.quarantined, total: found.total, input.page))
    }

    @Sendable static func get(_ input: QuarantineReference, _ context: Context) throws -> Reply<ShownQuarantined> {
        let kept = try find(input.id, context)
        return Reply(ShownQuarantined(quarantined: kept), eTag: kept.eTag)
    }

    @Sendable static func resume(_ input: QuarantineReference, _ context: Context) throws -> ResumeDownload {
        guard let resume = try find(input.id, context).resume else { throw APIError.notFound }
        if context.request.method == .get { try context.audit.add(.resumeRead, of: .quarantined(input.id)) }
        return ResumeDownload(of: resume, in: context)
    }

    /// The submission is stored as it would have been, by the time of its receipt; what follows from it is derived now.
    @Sendable static func release(_ input: QuarantineReference, _ context: Context) throws -> Reply<ReleasedLead> {
        let leads = LeadStore(context.connection)
        let clock = try context.responseClock()
        let reply = try context.connection.transaction {
            guard let kept = try QuarantineStore(context.connection).take(input.id) else { throw APIError.notFound }
            let isNew = try leads.keep(try submission(of: kept, context))
            let id = isNew ? kept.id : try leads.lead(ofEnquiry: kept.id)
            guard let id else { throw APIError.internalError }
            try ConsentStore(context.connection).bringBack(kept.id, to: id)
            guard var lead = try leads.find(id) else { throw APIError.internalError }
            // What follows from the submission will write the same.
            if isNew { lead.dueAt = clock.due(of: lead) }
            try context.audit.add(
                .quarantineReleased, of: .quarantined(kept.id),
                changes: ["lead_id": .change(from: .null, to: .string(id.text))])
            let message = Text("Released from quarantine.", pt: "Liberado da quarentena.")
            let reply = Reply(ReleasedLead(message: message.wording(in: context.language), lead: lead))
            try context.idempotency?.complete(with: reply)
            return reply
        }
        context.service.wakeWorker()
        return reply
    }

    private static func submission(of kept: Quarantined, _ context: Context) throws -> Submission {
        var contact = kept.fields.contact
        contact.attribution = kept.attribution
        if !contact.custom.isEmpty {
            contact.custom = CustomValues(contact.custom.members, of: try context.fields(of: .lead))
        }
        let score = LeadScore(
            of: contact, resume: kept.resume, status: .pending, createdAt: kept.receivedAt,
            by: try context.scoreRules(), clock: context.service.settings.clock)
        return Submission(
            kept.id, contact, by: kept.form, resume: kept.resume, score: score.score, mailsIn: kept.mailLanguage,
            through: kept.through, consents: kept.consents, at: kept.receivedAt)
    }

    /// The row goes first, then the file, as with leads.
    @Sendable static func remove(_ input: QuarantineReference, _ context: Context) throws -> NoContent {
        let kept = try context.connection.transaction {
            guard let kept = try QuarantineStore(context.connection).take(input.id) else { throw APIError.notFound }
            try context.requireMatch(of: kept.eTag)
            try context.audit.add(.quarantineDeleted, of: .quarantined(kept.id))
            return kept
        }
        if let resume = kept.resume { LeadHandlers.discard(resume.path, context) }
        return NoContent()
    }

    /// The lead is locked first, so no enquiry is added to it meanwhile. Its file stays where it is.
    @Sendable static func mark(_ input: LeadReference, _ context: Context) throws -> Reply<Done> {
        let quarantine = QuarantineStore(context.connection)
        for _ in 0..<LeadHandlers.tries {
            let lead = try LeadHandlers.current(input.id, context)
            guard lead.status != .converted, lead.customerID == nil else {
                throw APIError.conflict(
                    Text("A converted lead is not spam.", pt: "Um lead convertido não é spam."))
            }
            let isMarked = try context.connection.transaction {
                guard let locked = try quarantine.lock(lead) else { return false }
                guard !locked.hasFurtherEnquiries else {
                    throw APIError.conflict(
                        Text(
                            "A lead with further enquiries cannot be marked as spam.",
                            pt: "Um lead com outros contatos não pode ser marcado como spam."))
                }
                try quarantine.add(lead, locked)
                guard try LeadStore(context.connection).remove(lead) != nil else { throw APIError.internalError }
                try OutboxStore(context.connection).remove(about: lead.id.bytes)
                try context.audit.add(.leadMarkedAsSpam, of: .lead(lead.id))
                return true
            }
            guard isMarked else { continue }
            let message = Text("Marked as spam.", pt: "Marcado como spam.")
            return Reply(Done(message: message.wording(in: context.language)))
        }
        throw APIError.busy
    }

    private static func find(_ id: Lead.ID, _ context: Context) throws -> Quarantined {
        guard let kept = try QuarantineStore(context.connection).find(id) else { throw APIError.notFound }
        return kept
    }
}

/// Which piece of the quarantine is asked for.
struct QuarantineListInput: Input {
    let page: Page

    static let declaration = InputDeclaration(query: Page.parameters)

    init(reading input: InputReader) throws {
        page = try Page(reading: input)
        try input.check()
    }
}

/// Which submission is meant.
struct QuarantineReference: Input {
    let id: Lead.ID

    static let declaration = InputDeclaration(path: [LeadFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(LeadFields.id)
    }
}

/// A submission in quarantine, under its name.
package struct ShownQuarantined: JSONWritable, Described {
    let quarantined: Quarantined

    /// Writes it.
    package func write(to object: inout JSONObjectWriter) { object.add("quarantined", quarantined) }

    /// The shape of SPEC section 13.
    package static let schema = Schema.object(
        "QuarantinedShown", [.required("quarantined", Quarantined.schema)])
}

/// The lead that a released submission made, or was added to.
package struct ReleasedLead: JSONWritable, Described {
    let message: String
    let lead: Lead

    /// Writes both.
    package func write(to object: inout JSONObjectWriter) {
        object.add("message", message)
        object.add("lead", lead)
    }

    /// The shape of SPEC section 13.
    package static let schema = Schema.object(
        "ReleasedLead", [.required("message", .string), .required("lead", Lead.schema)])
}

extension AuditEvent.Target {
    /// A submission in quarantine.
    static func quarantined(_ id: Lead.ID) -> Self { Self("quarantined", id.text) }
}

extension AuditEvent.Action {
    /// A submission was released from quarantine.
    static let quarantineReleased = Self("quarantine.released")
    /// A submission in quarantine was deleted, with its file.
    static let quarantineDeleted = Self("quarantine.deleted")
    /// A lead was moved to quarantine.
    static let leadMarkedAsSpam = Self("lead.marked_as_spam")
}
