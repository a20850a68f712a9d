import Accounts
import FoundationEssentials
import HTTP
import MariaDB
import Multipart
import Platform
import Routing

/// Takes in a lead, or a further enquiry of one, in any of the three forms.
///
/// Source: SPEC section 5, "Submit".
struct LeadSubmission {
    private let context: Context
    private let input: InputReader
    private let now = Date()

    /// The lead session that a caller who was taken already shows; RFC 6648 on the `X-` aside, the contract names it so.
    private static let sessionToken = FieldName("X-Session-Token")

    init(_ input: InputReader, in context: Context) {
        self.input = input
        self.context = context
    }

    /// Takes the submission in.
    ///
    /// - Throws: `APIError`; whatever is thrown, neither a row nor a file is left, save after 409 `CONFLICT`, which keeps
    ///   both as a further enquiry, and where the database did not say whether it committed: the file stays then and the sweep
    ///   decides.
    func accept() throws -> SubmissionAnswer {
        guard let type = MediaType(context.request[.contentType]) else { throw APIError.unsupportedMediaType }
        if type.essence == "multipart/form-data" { return try acceptForm() }
        guard type.isJSON else { throw APIError.unsupportedMediaType }
        if context.request[.authorization] != nil { return try acceptFromStaff() }
        return try acceptFromPartner()
    }

    private func acceptForm() throws -> SubmissionAnswer {
        let prefersHTML = MediaType.prefersHTML(context.request[.accept])
        var fields: [(name: String, value: String)] = []
        do {
            try refuseKnownVisitor()
            let form = try SubmissionForm(
                reading: context.request, into: ResumeFolder(context.service.settings.uploadFolder),
                largestFileBytes: context.service.settings.largestFileBytes)
            fields = form.fields
            if let language = form.language { context.language = language }
            try input.take(form: form.fields)
            let thanks = form.language.map { "/\($0.rawValue)/thank-you" } ?? "/thank-you"
            return try store(form) { prefersHTML ? .seeOther(thanks) : .form($0) }
        } catch {
            guard prefersHTML, let page = FormPage(context) else { throw error }
            let failure = APIError.answering(error)
            guard failure.status != .internalServerError else { throw error }
            return .page(page.text(showing: failure, values: fields), failure.status)
        }
    }

    private func store(
        _ form: SubmissionForm, answering answer: (FormReceipt) -> SubmissionAnswer
    ) throws -> SubmissionAnswer {
        var contact = LeadContact()
        let first = input.required(LeadFields.firstName)
        let last = input.required(LeadFields.lastName)
        let email = input.required(LeadFields.email)
        contact.phone = input.optional(LeadFields.phone)?.text
        contact.schedulingDay = input.optional(LeadFields.schedulingDay(context.service.settings.clock))?.time.text
        readBusiness(into: &contact)
        if let suspicion = Suspicion(of: form.fields) {
            contact.businessTracking = suspicion.marking(contact.businessTracking)
        }
        let claimed = try ResumeCheck.format(of: form, noting: input)
        let (firstName, lastName, address, format) = try input.checked(first, last, email, claimed)
        (contact.firstName, contact.lastName, contact.email) = (firstName, lastName, address.text)
        guard let file = form.file, let part = form.filePart else { throw APIError.internalError }

        let resume = Resume(
            path: file.path, filename: ResumeLabel(filename: part.filename ?? "").text,
            contentType: format.mediaType, bytes: file.count, digest: try file.keep())
        let id = Lead.ID(at: now)
        return try keep(id, contact, by: .form, resume: resume) { _ in
            answer(
                FormReceipt(
                    id: id, firstName: contact.firstName, lastName: contact.lastName, email: address.text,
                    createdAt: now))
        }
    }

    private func acceptFromPartner() throws -> SubmissionAnswer {
        guard context.clientTokenDigest != nil else {
            throw APIError.forbidden(
                Text("A valid client token is needed.", pt: "É necessário um token de cliente válido."))
        }
        try refuseKnownVisitor()
        try input.readJSON()
        var contact = LeadContact()
        let name = input.required(LeadFields.name)
        let email = input.required(LeadFields.email)
        let phone = input.required(LeadFields.phone)
        let business = input.required(LeadFields.businessName)
        let appointment = input.required(LeadFields.schedulingDay(context.service.settings.clock))
        readBusiness(into: &contact)
        let (fullName, address, number) = try input.checked(name, email, phone)
        let (businessName, day) = try input.checked(business, appointment)
        (contact.firstName, contact.lastName) = (fullName.first, fullName.last)
        (contact.email, contact.phone) = (address.text, number.text)
        (contact.businessName, contact.schedulingDay) = (businessName, day.time.text)
        let id = Lead.ID(at: now)
        let token = Token(leadSessionOf: id.text, issuedAt: now, expiresAt: day.instant)
        return try keep(id, contact, by: .partner, resume: nil) { _ in
            .partner(
                PartnerReceipt(
                    lead: PartnerReceipt.Lead(
                        id: id, name: contact.name, businessName: businessName, schedulingDay: day.time.text),
                    token: context.desk.signer.sign(token)))
        }
    }

    private func acceptFromStaff() throws -> SubmissionAnswer {
        try context.require(.manageLeads)
        try input.readJSON()
        var contact = LeadContact()
        let name = input.required(LeadFields.name)
        contact.email = input.optional(LeadFields.email)?.text
        contact.phone = input.optional(LeadFields.phone)?.text
        contact.schedulingDay = input.optional(LeadFields.schedulingDay(context.service.settings.clock))?.time.text
        readBusiness(into: &contact)
        try input.check()
        if contact.email == nil && contact.phone == nil {
            let fault = Fault("An e-mail or a phone is needed.", pt: "Informe um e-mail ou um telefone.")
            input.note(fault, for: LeadFields.email.name)
            input.note(fault, for: LeadFields.phone.name)
        }
        let fullName = try input.checked(name)
        (contact.firstName, contact.lastName) = (fullName.first, fullName.last)
        let id = Lead.ID(at: now)
        return try keep(id, contact, by: .staff, resume: nil) { isNew in
            guard isNew else { return .staff(LeadReceipt(lead: try asIfFirst(id, contact))) }
            guard let lead = try LeadStore(context.connection).find(id) else { throw APIError.internalError }
            return .staff(LeadReceipt(lead: lead))
        }
    }

    /// The optional fields that all forms share; a business name that was read as required stays.
    private func readBusiness(into contact: inout LeadContact) {
        contact.businessName = input.optional(LeadFields.businessName)
        contact.businessTracking = input.optional(LeadFields.businessTracking)
        contact.jobPosition = input.optional(LeadFields.jobPosition)
        contact.invoicing = input.optional(LeadFields.invoicing)
        contact.collaborators = input.optional(LeadFields.collaborators)
    }

    /// Keeps a submission with everything that belongs to it, and its answer where the client may ask for that again, in one
    /// transaction.
    ///
    /// - Parameter answer: makes the answer, told whether there is a new lead; a further enquiry is answered as if there were, under its
    ///   own id.
    /// - Throws: `APIError` 409 for a further enquiry, once it is kept, unless `DUPLICATE_ENQUIRY` or the stored settings say
    ///   otherwise.
    private func keep(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form, resume: Resume?,
        answering answer: (_ isNew: Bool) throws -> SubmissionAnswer
    ) throws -> SubmissionAnswer {
        var kept: SubmissionAnswer?
        let isKept: Bool
        do {
            isKept = try context.idempotency == nil && keepNew(id, contact, by: form, resume: resume)
            if !isKept { kept = try keepInSteps(id, contact, by: form, resume: resume, answering: answer) }
        } catch {
            // Where nobody knows whether the row is there, its file must stay.
            let isUncertain = (error as? DatabaseError)?.code == .commitOutcomeUnknown
            if let resume, !isUncertain { try ResumeFolder(context.service.settings.uploadFolder).remove(resume.path) }
            throw error
        }
        if isKept { return try answer(true) }
        guard let kept else { throw Self.knownAddress }
        return kept
    }

    /// Keeps what is a new lead, as most are, in one round trip.
    ///
    /// - Returns: false when the address is known; nothing was done then.
    private func keepNew(_ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form, resume: Resume?) throws -> Bool {
        let score = try score(of: contact, resume: resume)
        let lead = LeadStore.insertion(id, contact, by: form, resume: resume, score: score, at: now)
        do {
            try context.connection.executeTogether(
                [lead] + followers(of: id, contact, by: form, resume: resume))
            return true
        } catch let error as DatabaseError where error.code == .duplicateEntry(key: LeadStore.addressKey) {
            return false
        }
    }

    /// Keeps whatever it is; nil stands for the refusal of a known address.
    private func keepInSteps(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form, resume: Resume?,
        answering answer: (_ isNew: Bool) throws -> SubmissionAnswer
    ) throws -> SubmissionAnswer? {
        let answersAlike = try context.config().duplicateEnquiry(over: context.service.settings) == .accept
        return try context.connection.transaction {
            let isNew = try write(id, contact, by: form, resume: resume) == id
            guard isNew || answersAlike else {
                try context.idempotency?.complete(with: Self.knownAddress)
                return nil
            }
            let made = try answer(isNew)
            try context.idempotency?.complete(with: made)
            return made
        }
    }

    private static let knownAddress = APIError.conflict(
        Text("This e-mail address is registered already.", pt: "Este e-mail já está cadastrado."),
        details: [LeadFields.email.name: [Text("Is registered already.", pt: "Já está cadastrado.")]])

    /// All that a submission writes, within its transaction: what tells people of it is written here too, for both cases, a new
    /// lead (`id` is returned) and a further enquiry of the lead returned. Runs again after a deadlock.
    private func write(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form, resume: Resume?
    ) throws -> Lead.ID {
        let score = try score(of: contact, resume: resume)
        let lead = try LeadStore(context.connection).keep(id, contact, by: form, resume: resume, score: score, at: now)
        guard lead == id else {
            let owner = try LeadStore(context.connection).find(lead)?.ownerID
                .flatMap { try AccountStore(context.connection).find($0) }
            try LeadMails(context, context.config()).write(
                furtherOf: lead, contact, owner: owner.flatMap { EmailAddress($0.email) }, resume: resume, at: now)
            return lead
        }
        for statement in try followers(of: id, contact, by: form, resume: resume) {
            try context.connection.execute(statement)
        }
        return id
    }

    /// What is written with a new lead, in its transaction.
    private func followers(
        of id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form, resume: Resume?
    ) throws -> [SQL] {
        var statements: [SQL] = []
        if form == .staff {
            try statements.append(LeadHistoryStore.creation(of: id, by: context.requireCaller().id, at: now))
        }
        if let mails = try LeadMails(context, context.config()).insertion(for: id, contact, resume: resume, at: now) {
            statements.append(mails)
        }
        return statements
    }

    /// The lead that a submission would have made, had its address been new.
    private func asIfFirst(_ id: Lead.ID, _ contact: LeadContact) throws -> Lead {
        Lead(
            id: id, contact: contact, status: .pending, score: try score(of: contact, resume: nil), resume: nil,
            version: 1,
            createdAt: now, updatedAt: now)
    }

    private func score(of contact: LeadContact, resume: Resume?) throws -> Int {
        LeadScore(
            of: contact, resume: resume, status: .pending, createdAt: now, by: try context.scoreRules(),
            clock: context.service.settings.clock
        ).score
    }

    private func refuseKnownVisitor() throws {
        guard let shown = context.request[Self.sessionToken] else { return }
        // A token that does not count is ignored; the contract says so.
        guard (try? context.desk.signer.verify(shown, as: .leadSession, at: now)) != nil else { return }
        throw APIError(
            .alreadyRegistered, .conflict,
            Text("You are registered already.", pt: "Você já está cadastrado."))
    }
}
