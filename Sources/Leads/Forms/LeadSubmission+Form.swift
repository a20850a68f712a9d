import Crypto
import Documents
import Environment
import FoundationEssentials
import Frame
import HTTP
import Routing
import Serving
import Storage
import Values

/// What a submission to a public form consists of.
///
/// Source: SPEC section 5, "Submit"; section 12, "Forms".
extension LeadSubmission {
    /// Takes in a submission to the form of a slug, in any of its three forms.
    ///
    /// - Throws: as `accept`; `APIError` 404 when there is no such active form.
    func accept(by slug: String) throws -> SubmissionAnswer {
        guard let type = MediaType(context.request[.contentType]) else { throw APIError.unsupportedMediaType }
        if type.essence == "multipart/form-data" || type.essence == "application/x-www-form-urlencoded" {
            return try acceptForm(slug)
        }
        let form = try context.form(slug)
        try refuseForeignPage(form)
        try refuseKnownVisitor()
        try input.readJSON()
        if let language = input.givenMembers[SubmissionForm.languageField]?.text.flatMap({ Language(bytewise: $0) }) {
            context.language = language
        }
        // Of JSON, only what the judgement reads is a field.
        let fields = [SubmissionForm.trapField, Stamp.field, Stamp.proofField].compactMap { name in
            input.givenMembers[name].map { (name: name, value: $0.customText) }
        }
        return try store(SubmissionForm(fields, into: context.service.files), of: form, isJSON: true) { .form($0) }
    }

    /// Takes in the fields of a form, with a file or without.
    ///
    /// - Parameter slug: the form that the address names; without one, a field does, or it is the one at `/`.
    func acceptForm(_ slug: String?) throws -> SubmissionAnswer {
        let prefersHTML = MediaType.prefersHTML(context.request[.accept])
        let page = Attribution(
            ofPage: context.request[Self.referer], on: context.request[Self.host], at: now)
        var fields: [(name: String, value: String)] = []
        var form = try slug.map { try context.form($0) }
        do {
            if let form { try refuseForeignPage(form) }
            try refuseKnownVisitor()
            let arrived = try arrivedForm()
            fields = arrived.fields
            // The page that is sent again has no query of its own.
            if let page = page?.stored { fields.append((LeadFields.touch.name, page)) }
            if let language = arrived.language { context.language = language }
            try input.take(form: arrived.fields, repeating: CustomValues.prefix)
            let named = slug ?? fields.first { $0.name == SubmissionForm.formField && !$0.value.isEmpty }?.value
            let found = try form ?? context.form(named ?? IntakeForm.contactSlug)
            form = found
            if slug == nil { try refuseForeignPage(found) }
            return try store(
                arrived, of: found, from: page, isDirect: slug == nil, namingForm: named != nil
            ) { receipt in
                prefersHTML
                    ? .seeOther(found.thanksAddress(in: arrived.language, isNamed: named != nil)) : .form(receipt)
            }
        } catch {
            guard prefersHTML else { throw error }
            let failure = APIError.answering(error)
            guard failure.status != .internalServerError else { throw error }
            if let form, slug != nil || !form.isUnchangedContact {
                // Its own fields are unknown without a database: the failure is answered as it is then.
                guard let document = try? FormDocument(form, in: context) else { throw error }
                return .formPage(
                    FormPageAnswer(document.text(showing: failure, values: fields), failure.status, of: form))
            }
            guard let page = FormPage(context) else { throw error }
            return .page(page.text(showing: failure, values: fields), failure.status)
        }
    }

    private func arrivedForm() throws -> SubmissionForm {
        if MediaType(context.request[.contentType])?.essence == "application/x-www-form-urlencoded" {
            // Whatever is wrong with it, the form is malformed.
            guard let text = String(validating: try input.content(), as: UTF8.self),
                let pairs = try? FormText.pairs(in: text)
            else { throw APIError.malformed(Text("The form is malformed.", pt: "O formulário está malformado.")) }
            return SubmissionForm(pairs, into: context.service.files)
        }
        return try SubmissionForm(
            reading: context.request, into: context.service.files,
            largestFileBytes: context.service.settings.largestFileBytes)
    }

    /// - Throws: `APIError` 403 for a page of a site that is neither ours nor listed, where the form lists any.
    private func refuseForeignPage(_ form: IntakeForm) throws(APIError) {
        let listed = form.definition.embedOrigins
        guard !listed.isEmpty, let origin = context.request[.origin] else { return }
        let settings = context.service.settings
        // Whatever the scheme, since nginx ends TLS: who answers at this host is us.
        let host = context.request[Self.host].flatMap { WebOrigin("http://\($0)")?.host }
        let known = WebOrigin(origin)
        guard let known,
            listed.contains(known) || known == WebOrigin(ofURL: settings.publicURL) || known.host == host
        else {
            throw .forbidden(
                Text(
                    "This site may not send this form.", pt: "Este site não pode enviar este formulário."))
        }
    }

    private func store(
        _ arrived: SubmissionForm, of form: IntakeForm, from page: Attribution? = nil, isJSON: Bool = false,
        isDirect: Bool = false, namingForm: Bool = true,
        answering answer: (FormReceipt) -> SubmissionAnswer
    ) throws -> SubmissionAnswer {
        let isWhole = form.isUnchangedContact && !isJSON
        var contact = isWhole ? try deliveredContact() : LeadContact()
        var consents: Members<Bool> = [:]
        if !isWhole {
            let fields = try context.fields(of: .lead)
            try fields.refuseRepetitions(in: input)
            let reader = FormReader(form, fields, by: context.service.settings.clock, input, isJSON: isJSON)
            contact = reader.contact()
            consents = reader.consents()
        }
        if let page, contact.attribution == Attribution() { contact.attribution = page }
        let document = try checkedResume(of: arrived, form.definition.resume)
        try input.check()
        // Before the file is kept: a failure leaves none then.
        let judgement = try context.judgement(
            of: contact, sent: arrived.fields, through: GuardedForm(form), isDirect: isDirect, at: now)
        var resume: Resume?
        if let document {
            guard let file = arrived.file else { throw APIError.internalError }
            resume = Resume(
                path: file.path, filename: document.label, contentType: document.format.mediaType,
                bytes: file.count, digest: try file.keep())
        }
        let id = Lead.ID(at: now)
        return try keep(
            id, contact, by: .form, resume: resume, through: form.current,
            consents: GivenConsents(consents, in: context.language, requestID: context.requestID), judged: judgement
        ) { _ in
            answer(
                FormReceipt(
                    id: id, firstName: contact.firstName, lastName: contact.lastName, email: contact.email,
                    createdAt: now, form: namingForm ? form.slug : nil))
        }
    }

    /// What the form at `/` as it was delivered asks for. No definition is read, and any own field may be named.
    private func deliveredContact() throws -> LeadContact {
        var contact = LeadContact()
        let first = input.required(LeadFields.firstName)
        let last = input.required(LeadFields.lastName)
        let email = input.required(LeadFields.email)
        contact.phone = input.optional(LeadFields.phone)?.text
        contact.schedulingDay = input.optional(LeadFields.schedulingDay(context.service.settings.clock))?.time.text
        try readDetails(into: &contact)
        (contact.firstName, contact.lastName, contact.email) = (first ?? "", last ?? "", email?.text)
        return contact
    }

    /// What is known of a file that is kept with the lead; faults are noted.
    private func checkedResume(
        of arrived: SubmissionForm, _ demand: IntakeForm.ResumeDemand
    ) throws -> (format: ResumeFormat, label: String)? {
        switch demand {
        case .required: return try ResumeCheck.checked(arrived, noting: input)
        case .optional: return arrived.claim == nil ? nil : try ResumeCheck.checked(arrived, noting: input)
        case .off:
            if arrived.claim != nil {
                input.note(
                    Fault("This form takes no file.", pt: "Este formulário não aceita arquivo."),
                    for: SubmissionForm.resumeField)
            }
            return nil
        }
    }
}

extension IntakeForm {
    /// The address of the page that a submission leads to.
    ///
    /// - Parameter isNamed: whether the request named the form.
    fileprivate func thanksAddress(in language: Language?, isNamed: Bool) -> String {
        if let address = definition.thanks.redirectURL { return address.asURIReference }
        if definition.thanks.text != nil || isNamed {
            return "/f/\(slug)/thank-you" + (language.map { "?lang=\($0.rawValue)" } ?? "")
        }
        return language.map { "/\($0.rawValue)/thank-you" } ?? "/thank-you"
    }
}

extension String {
    /// The address in ASCII, with all other characters encoded. Source: RFC 3986 §2.
    fileprivate var asURIReference: String {
        var bytes: [UInt8] = []
        for byte in utf8 {
            if 0x21...0x7E ~= byte, !#""<>\^`{|}"#.utf8.contains(byte) {
                bytes.append(byte)
            } else {
                bytes += "%\(hexEncoded([byte]).uppercased())".utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
