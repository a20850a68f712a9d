import Accounts
import Documents
import Environment
import FoundationEssentials
import Frame
import HTTP
import MariaDB
import Multipart
import Routing
import Serving
import Storage
import Values

/// Takes in a lead, or a further enquiry of one, in any of the three forms.
///
/// Source: SPEC section 5, "Submit".
struct LeadSubmission {
    let context: Context
    let input: InputReader
    let now = Date()

    /// The lead session of an accepted caller; the contract has the `X-` in spite of RFC 6648.
    private static let sessionToken = FieldName("X-Session-Token")
    /// The page that a form was sent from. Source: RFC 9110 §10.1.3.
    static let referer = FieldName("Referer")
    static let host = FieldName("Host")

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
        if type.essence == "multipart/form-data" { return try acceptForm(nil) }
        guard type.isJSON else { throw APIError.unsupportedMediaType }
        if context.request[.authorization] != nil { return try acceptFromStaff() }
        return try acceptFromPartner()
    }

    private func acceptFromPartner() throws -> SubmissionAnswer {
        guard context.clientTokenDigest != nil else {
            throw APIError.forbidden(
                Text("A valid client token is required.", pt: "É necessário um token de cliente válido."))
        }
        try refuseKnownVisitor()
        try input.readJSON()
        var contact = LeadContact()
        let name = input.required(LeadFields.name)
        let email = input.required(LeadFields.email)
        let phone = input.required(LeadFields.phone)
        let business = input.required(LeadDetail.businessName.field)
        let appointment = input.required(LeadFields.schedulingDay(context.service.settings.clock))
        try readDetails(into: &contact)
        let (fullName, address, number) = try input.checked(name, email, phone)
        let (businessName, day) = try input.checked(business, appointment)
        (contact.firstName, contact.lastName) = (fullName.first, fullName.last)
        (contact.email, contact.phone) = (address.text, number.text)
        (contact[.businessName], contact.schedulingDay) = (businessName, day.time.text)
        let id = Lead.ID(at: now)
        let token = Token(leadSessionOf: id.text, issuedAt: now, expiresAt: day.instant)
        return try keep(id, contact, by: .partner, resume: nil) { _ in
            .partner(
                PartnerReceipt(
                    lead: PartnerReceipt.Lead(
                        id: id, name: contact.name, businessName: businessName, schedulingDay: day.time.text),
                    token: context.resources.signer.sign(token)))
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
        try readDetails(into: &contact)
        let sendsMails = input.optional(LeadFields.notify) ?? false
        let isReachable = contact.email != nil || contact.phone != nil
        if !isReachable && !input.isFaulty(LeadFields.email.name) && !input.isFaulty(LeadFields.phone.name) {
            let fault = Fault("Give an e-mail address or a phone number.", pt: "Informe um e-mail ou um telefone.")
            input.note(fault, for: LeadFields.email.name)
            input.note(fault, for: LeadFields.phone.name)
        }
        let fullName = try input.checked(name)
        (contact.firstName, contact.lastName) = (fullName.first, fullName.last)
        let id = Lead.ID(at: now)
        return try keep(id, contact, by: .staff, resume: nil, sendsMails: sendsMails) { isNew in
            guard isNew else { return .staff(LeadReceipt(lead: try asIfFirst(id, contact))) }
            guard var lead = try LeadStore(context.connection).find(id) else { throw APIError.internalError }
            // What follows from the submission will write the same.
            lead.dueAt = try context.responseClock().due(of: lead)
            return .staff(LeadReceipt(lead: lead))
        }
    }

    /// The details, touches and own fields, which all forms share; a business name that was read as required stays.
    func readDetails(into contact: inout LeadContact) throws {
        for detail in LeadDetail.all { contact[detail] = input.optional(detail.field) }
        contact.attribution = input.optional(LeadFields.touch) ?? Attribution()
        try context.changes(NamedValues(reading: input), of: .lead, noting: input).apply(to: &contact.custom)
    }

    /// Keeps a submission, and its answer where the client may ask for that again.
    ///
    /// A submission is one row that commits by itself, or with others that come at that moment, and what follows from it is derived by
    /// `guiche-worker`. What belongs to the
    /// request is written with it in one transaction: the record of an `Idempotency-Key`, and who of the staff entered the lead.
    /// A further enquiry that is answered like a first one takes as long.
    ///
    /// - Parameter answer: makes the answer, and is passed whether there is a new lead; a further enquiry is answered as if there were,
    ///   under its own id, and so is what is put aside.
    /// - Throws: `APIError` 409 for a further enquiry, once it is kept, unless `DUPLICATE_ENQUIRY` or the stored settings say
    ///   otherwise.
    func keep(
        _ id: Lead.ID, _ contact: LeadContact, by form: Enquiry.Form, resume: Resume?, sendsMails: Bool = true,
        through: FormVersion? = nil, consents: GivenConsents? = nil, judged judgement: Judgement? = nil,
        answering answer: (_ isNew: Bool) throws -> SubmissionAnswer
    ) throws -> SubmissionAnswer {
        let start = ContinuousClock.now
        let isAlone = form != .staff && context.idempotency == nil
        let answersAlike: Bool
        var isNew = false
        var kept: SubmissionAnswer?
        do {
            answersAlike = try context.config().duplicateEnquiry(over: context.service.settings) == .accept
            let submission = Submission(
                id, contact, by: form, resume: resume, score: try score(of: contact, resume: resume),
                mailsIn: sendsMails ? context.language : nil, through: through, consents: consents, at: now,
                judged: judgement)
            if isAlone {
                isNew = try SubmissionKeeping(context.connection).keep(submission, with: context.service.newRows)
            } else {
                kept = try keepWithRequest(submission, answersAlike: answersAlike, answering: answer)
            }
        } catch {
            // Where it is unknown whether the row exists, its file must stay.
            let isUncertain = (error as? DatabaseError)?.code == .commitOutcomeUnknown
            if let resume, !isUncertain { try context.service.files.remove(resume.path) }
            throw error
        }
        context.service.wakeWorker()
        if isAlone, isNew || answersAlike { kept = try answer(isNew) }
        guard let kept else { throw Self.knownAddress }
        if answersAlike, form != .staff { Self.answerTime.wait(since: start) }
        return kept
    }

    /// The time that a public submission takes in accept mode, or a multiple of it.
    static let answerTime = AnswerTime(step: .milliseconds(50))

    /// Keeps a submission together with what belongs to its request; nil means that a known address is refused.
    private func keepWithRequest(
        _ submission: Submission, answersAlike: Bool, answering answer: (_ isNew: Bool) throws -> SubmissionAnswer
    ) throws -> SubmissionAnswer? {
        try context.connection.transaction {
            let isNew = try SubmissionKeeping(context.connection).keep(submission)
            if submission.form == .staff { try record(submission, isNew: isNew) }
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
        Text("This e-mail address is already registered.", pt: "Este e-mail já está cadastrado."),
        details: [LeadFields.email.name: [Text("Already registered.", pt: "Já está cadastrado.")]])

    /// Records who of the staff entered a lead or a further enquiry.
    private func record(_ submission: Submission, isNew: Bool) throws {
        if isNew {
            try LeadHistoryStore(context.connection).addCreation(
                of: submission.id, by: context.requireCaller().id, at: now)
            try context.audit.add(.leadCreated, of: .lead(submission.id), at: now)
        } else {
            guard let lead = try LeadStore(context.connection).lead(ofEnquiry: submission.id) else {
                throw APIError.internalError
            }
            try context.audit.add(.enquiryCreated, of: .lead(lead), at: now)
        }
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

    func refuseKnownVisitor() throws {
        guard let shown = context.request[Self.sessionToken] else { return }
        // A token that does not count is ignored; the contract says so.
        guard (try? context.resources.signer.verify(shown, as: .leadSession, at: now)) != nil else { return }
        throw APIError(
            .alreadyRegistered, .conflict,
            Text("You are already registered.", pt: "Você já está cadastrado."))
    }
}
