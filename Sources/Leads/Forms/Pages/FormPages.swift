import Environment
import FoundationEssentials
import Frame
package import HTTP
package import Routing
import Serving
import Storage
import Values

/// The pages of public forms, and what a site's own front end reads of them.
enum FormPages {
    @Sendable static func show(_ input: FormPageInput, _ context: Context) throws -> FormPageAnswer {
        try page(of: input, context) { form in
            try FormDocument(form, in: context, isEmbedded: input.isEmbedded).text()
        }
    }

    /// The form at `/`: as it was delivered its pages are nginx's own.
    @Sendable static func front(_ input: FrontPageInput, _ context: Context) throws -> FormPageAnswer {
        if let language = input.language { context.language = language }
        let contact = try context.forms()[IntakeForm.contactSlug]
        guard let contact, !contact.isUnchangedContact || !input.isBehindServer else {
            return FormPageAnswer(ofServerAt: input.addressOfServer)
        }
        let text =
            input.isThanks
            ? thanks(of: contact, in: context, isEmbedded: true)
            : try FormDocument(contact, in: context, isEmbedded: input.isEmbedded).text()
        return FormPageAnswer(text, .ok, of: contact)
    }

    @Sendable static func thank(_ input: FormPageInput, _ context: Context) throws -> FormPageAnswer {
        try page(of: input, context) { thanks(of: $0, in: context, isEmbedded: input.isEmbedded) }
    }

    private static func thanks(of form: IntakeForm, in context: Context, isEmbedded: Bool) -> [UInt8] {
        let language = context.language
        let title = Text("Thank you", pt: "Obrigado")
        let usual = Text("We have received what you sent.", pt: "Recebemos o que você enviou.")
        let back = Text("Back to the form", pt: "Voltar ao formulário")
        let address = PageFrame.address(of: form, "", language, isEmbedded: isEmbedded)
        let body = """
            <h1 tabindex="-1" id="thanks">\(title.wording(in: language))</h1>
            <p class="lead said">\((form.definition.thanks.text ?? usual).wording(in: language).escapedForHTML)</p>
            <p><a href="\(address.escapedForHTML)">\(back.wording(in: language))</a></p>
            """
        return PageFrame(
            title: title.wording(in: language), script: "own-thanks.js",
            other: { PageFrame.address(of: form, "/thank-you", $0, isEmbedded: isEmbedded) },
            isEmbedded: isEmbedded, assets: context.assetsAddress
        ).text(in: language, body)
    }

    @Sendable static func read(_ input: SlugReference, _ context: Context) throws -> Reply<PublicForm> {
        let form = try context.form(input.slug)
        let settings = context.service.settings
        return Reply(
            PublicForm(
                form, fields: try context.fields(of: .lead), in: context.language,
                largestFileBytes: settings.largestFileBytes,
                stamp: PublicStamp(of: GuardedForm(form), by: settings, at: Date())))
    }

    @Sendable static func submit(_ input: FormSubmissionInput, _ context: Context) throws -> SubmissionAnswer {
        try LeadSubmission(input.reader, in: context).accept(by: input.slug)
    }

    private static func page(
        of input: FormPageInput, _ context: Context, _ text: (IntakeForm) throws -> [UInt8]
    ) throws -> FormPageAnswer {
        if let language = input.language { context.language = language }
        if let slug = input.slug, let form = try context.forms()[slug] {
            return FormPageAnswer(try text(form), .ok, of: form)
        }
        let language = context.language
        let title = Text("This form does not exist", pt: "Este formulário não existe")
        let hint = Text(
            "Check the address, or ask whoever sent it to you.",
            pt: "Confira o endereço ou pergunte a quem o enviou.")
        let frame = PageFrame(
            title: title.wording(in: language), script: "own-thanks.js", other: { "?lang=\($0.rawValue)" },
            isEmbedded: input.isEmbedded, assets: context.assetsAddress)
        let body = """
            <h1 tabindex="-1" id="thanks">\(title.wording(in: language))</h1>
            <p class="lead">\(hint.wording(in: language))</p>
            """
        return FormPageAnswer(frame.text(in: language, body), .notFound, of: nil)
    }
}

/// A page of a form, and where it may be shown and lead to.
package struct FormPageAnswer: Answer {
    private let content: Response.Content
    private let status: Status
    private let form: IntakeForm?

    /// nginx makes the policy of the page of these, and does not send them.
    private static let frames = FieldName("X-Guiche-Frames")
    private static let targets = FieldName("X-Guiche-Form-Targets")

    /// The bytes of a page.
    init(_ text: [UInt8], _ status: Status, of form: IntakeForm?) {
        content = .bytes(text)
        self.status = status
        self.form = form
    }

    /// A page that nginx has at an address that clients cannot reach.
    init(ofServerAt address: String) {
        content = .internalRedirect(address)
        status = .ok
        form = nil
    }

    /// A page.
    package static var contents: [(mediaType: String, schema: Schema)] { [("text/html", .string)] }
    /// A page, too.
    package static var failureContents: [(status: Status, mediaType: String, schema: Schema)] {
        [(.notFound, "text/html", .string)]
    }

    /// The response that carries it.
    package func response(_ status: Status) -> Response {
        var response = Response(self.status)
        response.content = content
        if case .internalRedirect = content { return response }
        response[.contentType] = "text/html; charset=utf-8"
        response[.cacheControl] = "no-store"
        guard let definition = form?.definition else { return response }
        let origins = definition.embedOrigins.map(\.text)
        if !origins.isEmpty { response[Self.frames] = origins.joined(separator: " ") }
        if let target = definition.thanks.redirectURL.flatMap({ WebOrigin(ofURL: $0) }) {
            response[Self.targets] = target.text
        }
        return response
    }
}

/// Which form a page shows, and how.
struct FormPageInput: Input {
    /// Nil for what no slug is.
    let slug: String?
    /// Nil for the language that the browser likes best.
    let language: Language?
    /// Whether it is shown in a frame of another site.
    let isEmbedded: Bool

    private static let slug = Field("slug", Rule<String>.opaque)
    private static let language = Field("lang", Rule<Language>.oneOf())
    private static let embed = Field("embed", Rule<Bool>.boolean, summary: "Whether it is in a frame.")

    static let declaration = InputDeclaration(
        path: [slug.pathParameter], query: language.queryParameters() + embed.queryParameters())

    /// A faulty language is no reason to show nothing.
    init(reading input: InputReader) throws {
        slug = try input.path(Self.slug)
        language = try input.query(Self.language)
        isEmbedded = try input.query(Self.embed) ?? false
    }
}

/// Which page of the form at `/` is shown, and in which language.
struct FrontPageInput: Input {
    /// The language that the address names; nil for the one that the browser likes best.
    let language: Language?
    /// Whether it is shown in a frame of another site.
    let isEmbedded: Bool
    /// Whether it is the page that follows a submission; outside of frames that has an address of its own.
    let isThanks: Bool
    let isBehindServer: Bool

    private static let frame = "/embed"
    private static let thanks = "/thank-you"

    /// The paths of these pages.
    static let addresses =
        ["/", frame]
        + Language.allCases.flatMap { language in
            ["", frame, frame + thanks].map { "/\(language.rawValue)\($0)" }
        }

    static let declaration = InputDeclaration()

    init(reading input: InputReader) {
        let path = input.request.path
        language = Language.allCases.first { "\(path)/".hasPrefix("/\($0.rawValue)/") }
        isThanks = path.contains(Self.thanks)
        isEmbedded = path.contains(Self.frame)
        isBehindServer = input.request.exchange.variable("GUICHE_ACCEL") == "1"
    }

    /// Where nginx has the page, which clients cannot reach.
    var addressOfServer: String {
        "\(isEmbedded ? "/_embed/" : "/_front/")\(language?.rawValue ?? "")\(isThanks ? Self.thanks : "")"
    }
}

/// Which form is meant, by its slug.
struct SlugReference: Input {
    let slug: String

    static let declaration = InputDeclaration(path: [FormFields.slug.pathParameter])

    init(reading input: InputReader) throws { slug = try input.path(FormFields.slug) }
}

/// A submission to a form; the handler reads its content by the form.
struct FormSubmissionInput: Input {
    let slug: String
    let reader: InputReader

    private static let members: [Schema.Member] = [
        .optional(CustomValues.member, .map(of: .anything)), .optional("consent", .map(of: .boolean)),
        .optional(SubmissionForm.languageField, .oneOf(Language.allCases.map(\.rawValue))),
        .optional(SubmissionForm.trapField, .string), .optional(Stamp.field, .string),
        .optional(Stamp.proofField, .anyOf([.string, .integer(0...)])),
    ]
    private static let json = Schema.object("FormSubmission", members).described(
        "The members that the form lists, own fields in `custom`; others are ignored. See `/forms/{slug}/public`.")
    private static let fields = Schema.map(of: .anything).described(
        "The fields that the form lists, own fields as `custom.KEY`, consents as `consent.PURPOSE`; others are ignored."
    )

    static let declaration = InputDeclaration(
        path: [FormFields.slug.pathParameter],
        header: [
            Parameter.header("X-Client-Token", "Names the partner front end, whose submissions are not judged."),
            Parameter.header("X-Session-Token", "A lead session; a valid one is answered 409."),
        ],
        content: [
            ("multipart/form-data", fields), ("application/x-www-form-urlencoded", fields), ("application/json", json),
        ])

    init(reading input: InputReader) throws {
        slug = try input.path(FormFields.slug)
        reader = input
    }
}
