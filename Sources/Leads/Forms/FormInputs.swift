import Frame
import Routing
import Values

/// The members of a form and their rules, each declared here once.
///
/// Source: SPEC section 12, "Forms"; the lengths are ours.
enum FormFields {
    static let id = Field("id", Rule<IntakeForm.ID>.identifier())
    static let version = Field("version", Rule<Int>.integer(1...Int(Int32.max)))
    static let slug = Field("slug", Rule<String>.slug, summary: "Unique; part of the address of its page.")
    static let title = Field("title", Rule<Text>.texts(1...200))
    static let intro = Field("intro", Rule<Text>.longTexts(1...2_000))
    static let button = Field("button", Rule<Text>.texts(1...60))
    static let fields = Field(
        "fields", Rule<[IntakeForm.Field]>.list(of: .formField, 1...40) { $0.name },
        summary: "1 to 40; a name and an e-mail address or a phone number must be required.")
    static let resume = Field("resume", Rule<IntakeForm.ResumeDemand>.oneOf())
    static let consents = Field("consents", Rule<[IntakeForm.Consent]>.list(of: .formConsent, 0...10) { $0.purpose })
    static let thanks = Field(
        "thanks", Rule<IntakeForm.Thanks>.formThanks,
        summary: "`redirect_url` is on the host of `PUBLIC_URL` or of one of `embed_origins`.")
    static let notifyEmails = Field(
        "notify_emails", Rule<[String]>.list(of: Rule<EmailAddress>.email.map(\.text), 0...20) { $0 },
        summary: "Notified instead of `ATTORNEY_EMAIL`.")
    static let source = Field(
        "source", Rule<String>.line(1...200), summary: "The `business_tracking` of a submission that names none.")
    static let protection = Field("guard", Rule<Guard>.oneOf())
    static let embedOrigins = Field(
        "embed_origins", Rule<[WebOrigin]>.list(of: .origin, 0...50) { $0.text },
        summary: "The origins of the sites that may show it in a frame.")
    static let isActive = Field("is_active", Rule<Bool>.boolean)

    /// The members that may be left out of a new form.
    static let others: [Schema.Member] = [
        intro.optional, button.omittable, resume.optional, consents.optional, thanks.optional,
        notifyEmails.optional, source.optional, protection.optional, embedOrigins.optional, isActive.omittable,
    ]
}

/// A new form; by default active, without a résumé, guarded in the usual way.
struct FormInput: Input {
    let slug: String
    let isActive: Bool
    let definition: IntakeForm.Definition
    /// Notes what the own fields and the addresses that there are say of it.
    let reader: InputReader

    static let declaration = InputDeclaration.json(
        .object(
            "FormInput",
            [FormFields.slug.required, FormFields.title.required, FormFields.fields.required] + FormFields.others))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let slug = input.required(FormFields.slug)
        let title = input.required(FormFields.title)
        let fields = input.required(FormFields.fields)
        var definition = IntakeForm.Definition(
            title: title ?? Text("", pt: ""), intro: nil, button: Text("Send", pt: "Enviar"), fields: fields ?? [],
            resume: .off, consents: [], thanks: IntakeForm.Thanks(text: nil, redirectURL: nil), notifyEmails: [],
            source: nil, protection: .standard, embedOrigins: [])
        isActive = input.optional(FormFields.isActive) ?? true
        definition.take(from: input)
        // Faults are thrown together with those of the own fields.
        self.slug = slug ?? ""
        self.definition = definition
        reader = input
    }
}

/// A form that is shown before it is kept.
struct FormPreviewInput: Input {
    let form: FormInput
    /// Nil for the language of the request.
    let language: Language?

    private static let language = Field("lang", Rule<Language>.oneOf())

    static let declaration = InputDeclaration(
        query: language.queryParameters(), content: FormInput.declaration.content)

    init(reading input: InputReader) throws {
        language = try input.query(Self.language)
        form = try FormInput(reading: input)
    }
}

/// The requested changes of a form; omitted members are kept, null clears.
struct FormChange: Input {
    let id: IntakeForm.ID
    let reader: InputReader

    static let declaration = InputDeclaration.json(
        .object(
            "FormChange",
            [FormFields.slug.omittable, FormFields.title.omittable, FormFields.fields.omittable] + FormFields.others),
        path: [FormFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(FormFields.id)
        try input.readJSON()
        reader = input
    }

    /// Whether the fields are among the changes.
    var namesFields: Bool { reader.givenMembers[FormFields.fields.name] != nil }

    /// The form as it is to become; faults are noted.
    func applied(to form: IntakeForm) -> IntakeForm {
        var changed = form
        if let slug = reader.replacement(FormFields.slug) { changed.slug = slug }
        if let isActive = reader.replacement(FormFields.isActive) { changed.isActive = isActive }
        if let title = reader.replacement(FormFields.title) { changed.definition.title = title }
        if let fields = reader.replacement(FormFields.fields) { changed.definition.fields = fields }
        changed.definition.take(from: reader)
        return changed
    }
}

extension IntakeForm.Definition {
    /// Takes what a body says of the members that have a usual value.
    fileprivate mutating func take(from input: InputReader) {
        func take<Value>(_ field: Routing.Field<Value>, _ usual: Value, _ path: WritableKeyPath<Self, Value>) {
            switch input.change(field) {
            case .keep: break
            case .clear: self[keyPath: path] = usual
            case .set(let value): self[keyPath: path] = value
            }
        }
        input.change(FormFields.intro).apply(to: &intro)
        input.change(FormFields.source).apply(to: &source)
        take(FormFields.consents, [], \.consents)
        take(FormFields.thanks, IntakeForm.Thanks(text: nil, redirectURL: nil), \.thanks)
        take(FormFields.notifyEmails, [], \.notifyEmails)
        take(FormFields.embedOrigins, [], \.embedOrigins)
        if let button = input.replacement(FormFields.button) { self.button = button }
        take(FormFields.resume, .off, \.resume)
        take(FormFields.protection, .standard, \.protection)
    }
}

/// Which form is meant.
struct FormReference: Input {
    let id: IntakeForm.ID

    static let declaration = InputDeclaration(path: [FormFields.id.pathParameter])

    init(reading input: InputReader) throws { id = try input.path(FormFields.id) }
}

/// Which version of which form is meant.
struct FormVersionReference: Input {
    let id: IntakeForm.ID
    let version: Int

    static let declaration = InputDeclaration(
        path: [FormFields.id.pathParameter, FormFields.version.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(FormFields.id)
        version = try input.path(FormFields.version)
    }
}

/// Which piece of the list is shown.
struct FormListInput: Input {
    let page: Page

    static let declaration = InputDeclaration(query: Page.parameters)

    init(reading input: InputReader) throws {
        page = try Page(reading: input)
        try input.check()
    }
}
