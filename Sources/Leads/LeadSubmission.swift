import Accounts
import Crypto
import FoundationEssentials
import HTTP
import MariaDB
import Multipart
import Platform
import Routing

/// Takes in a lead in any of the three forms.
///
/// Source: SPEC section 5, "Submit".
struct LeadSubmission {
    private let context: Context
    private let input: InputReader
    private let now = Date()

    /// The lead session that a caller who was taken already shows; RFC 6648 on the `X-` aside, the contract names it so.
    private static let sessionToken = FieldName("X-Session-Token")
    private static let clientToken = FieldName("X-Client-Token")

    init(_ input: InputReader, in context: Context) {
        self.input = input
        self.context = context
    }

    /// Takes the submission in.
    ///
    /// - Throws: `APIError`; whatever is thrown, neither a row nor a file is left, save where the database did not say whether it
    ///   committed: the file stays then and the sweep decides.
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
            let settings = context.service.settings
            let form = try SubmissionForm(
                reading: context.request, into: ResumeFolder(settings.uploadFolder),
                largestFileBytes: settings.largestFileBytes)
            fields = form.fields
            try input.take(form: form.fields)
            let receipt = try store(form)
            return prefersHTML ? .seeOther("/thank-you") : .form(receipt)
        } catch {
            guard prefersHTML, let page = FormPage(context) else { throw error }
            let failure = APIError.answering(error)
            guard failure.status != .internalServerError else { throw error }
            return .page(page.text(showing: failure, values: fields), failure.status)
        }
    }

    private func store(_ form: SubmissionForm) throws -> FormReceipt {
        var contact = LeadContact()
        let first = input.required(LeadFields.firstName)
        let last = input.required(LeadFields.lastName)
        let email = input.required(LeadFields.email)
        contact.phone = input.optional(LeadFields.phone)?.text
        contact.schedulingDay = input.optional(LeadFields.schedulingDay(context.service.settings.clock))?.time.text
        readBusiness(into: &contact)
        let format = try ResumeCheck.format(of: form, noting: input)
        (contact.firstName, contact.lastName) = try input.checked(first, last)
        let (address, ending) = try input.checked(email, format)
        contact.email = address.text
        guard let file = form.file, let part = form.filePart else { throw APIError.internalError }

        let kept = try file.keep(extension: ending.fileExtension)
        let resume = Resume(
            path: kept.path, filename: ResumeLabel(filename: part.filename ?? "").text,
            contentType: ending.mediaType, bytes: file.count, digest: kept.digest)
        let id = Lead.ID(at: now)
        try insert(id, contact, resume: resume)
        return FormReceipt(
            id: id, firstName: contact.firstName, lastName: contact.lastName, email: address.text, createdAt: now)
    }

    private func acceptFromPartner() throws -> SubmissionAnswer {
        guard isFromKnownClient else {
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
        try insert(id, contact, resume: nil)
        let token = Token(leadSessionOf: id.text, issuedAt: now, expiresAt: day.instant)
        return .partner(
            PartnerReceipt(
                lead: PartnerReceipt.Lead(
                    id: id, name: contact.name, businessName: businessName, schedulingDay: day.time.text),
                token: context.desk.signer.sign(token)))
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
        try insert(id, contact, resume: nil)
        guard let lead = try LeadStore(context.connection).find(id) else { throw APIError.internalError }
        return .staff(LeadReceipt(lead: lead))
    }

    /// The optional fields that all forms share; a business name that was read as required stays.
    private func readBusiness(into contact: inout LeadContact) {
        contact.businessName = input.optional(LeadFields.businessName)
        contact.businessTracking = input.optional(LeadFields.businessTracking)
        contact.jobPosition = input.optional(LeadFields.jobPosition)
        contact.invoicing = input.optional(LeadFields.invoicing)
        contact.collaborators = input.optional(LeadFields.collaborators)
    }

    private func insert(_ id: Lead.ID, _ contact: LeadContact, resume: Resume?) throws {
        do {
            try context.connection.transaction {
                try LeadStore(context.connection).insert(id, contact, resume: resume, at: now)
                try LeadMails(context).write(for: id, contact, resume: resume, at: now)
            }
        } catch {
            // Where nobody knows whether the row is there, its file must stay.
            let code = (error as? DatabaseError)?.code
            let isUncertain = code == .connectionLost || code == .commitOutcomeUnknown
            if let resume, !isUncertain { try ResumeFolder(context.service.settings.uploadFolder).remove(resume.path) }
            guard case .duplicateEntry = code else { throw error }
            throw APIError.conflict(
                Text("This e-mail address is registered already.", pt: "Este e-mail já está cadastrado."),
                details: [LeadFields.email.name: [Text("Is registered already.", pt: "Já está cadastrado.")]])
        }
    }

    /// One of the configured tokens, compared in constant time whichever it is.
    private var isFromKnownClient: Bool {
        let shown = sha256(context.request[Self.clientToken] ?? "")
        return context.desk.clientTokenDigests.reduce(false) { isEqualInConstantTime($1, shown) || $0 }
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
