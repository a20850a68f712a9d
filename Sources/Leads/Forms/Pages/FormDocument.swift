import Documents
import Environment
import FoundationEssentials
import Frame
import HTTP
import Routing
import Serving
import Storage
import StoredSettings
import Values

/// The page of a public form, made from its definition; it works without scripts. Whatever the definition says is shown as text.
///
/// Source: SPEC section 12, `GET /f/{slug}`.
struct FormDocument {
    let form: IntakeForm
    let language: Language
    /// Whether it is shown in a frame of another site.
    let isEmbedded: Bool
    private let fields: CustomFieldSet
    private let largestFileBytes: Int
    private let assets: String
    /// Of the instance that the page is sent to; nil for a page that is only looked at.
    private let stamping: Settings?

    private static let optionalWord = Text("(optional)", pt: "(opcional)")
    private static let resumeWord = Text("Résumé", pt: "Currículo")
    private static let errorWord = Text("Error", pt: "Erro")
    private static let chooseAgain = Text("Please choose the file again.", pt: "Escolha o arquivo de novo.")

    /// The page of a form in the language of a request.
    ///
    /// - Parameter isStamped: whether it is sent, and has a stamp then.
    /// - Throws: `DatabaseError`.
    init(_ form: IntakeForm, in context: Context, isEmbedded: Bool = false, isStamped: Bool = true) throws {
        let settings = context.service.settings
        self.init(
            form, fields: try context.fields(of: .lead), in: context.language,
            largestFileBytes: settings.largestFileBytes, assets: context.assetsAddress, isEmbedded: isEmbedded,
            stampedBy: isStamped ? settings : nil)
    }

    /// The page of a form in a language.
    ///
    /// - Parameter fields: the own fields of leads.
    init(
        _ form: IntakeForm, fields: CustomFieldSet, in language: Language, largestFileBytes: Int,
        assets: String = "/assets", isEmbedded: Bool = false, stampedBy settings: Settings? = nil
    ) {
        self.form = form
        self.fields = fields
        self.language = language
        self.largestFileBytes = largestFileBytes
        self.assets = assets
        self.isEmbedded = isEmbedded
        stamping = form.definition.protection == .off ? nil : settings
    }

    /// The page, empty, or with a failure and the values that were sent.
    func text(showing failure: APIError? = nil, values: [(name: String, value: String)] = []) -> [UInt8] {
        let sent = failure == nil ? nil : SentValues(values, faults: failure?.details ?? [:], in: language)
        let controls = shownFields.map { control(of: $0, sent) }
        let definition = form.definition
        let body = """
            <h1>\(shown(definition.title))</h1>
            \(definition.intro.map { "<p class=\"lead said\">\(shown($0))</p>" } ?? "")
            \(failure.map { summary(of: $0) } ?? "")
            <form id="lead-form" class="own-form" method="post" action="/api/v1/forms/\(form.slug)/submissions" enctype="multipart/form-data" accept-charset="utf-8"\(isEmbedded ? " target=\"_top\"" : "") data-thanks="\(PageFrame.address(of: form, "/thank-you", language, isEmbedded: isEmbedded).escapedForHTML)"\(redirect)>
            <input type="hidden" name="language" value="\(language.rawValue)">
            <input type="hidden" name="business_tracking" value="">
            <input type="hidden" name="\(LeadFields.touch.name)" value="\(sent?.values(of: LeadFields.touch.name).first?.escapedForHTML ?? "")">
            \(stampFields(sent))
            <div class="trap" aria-hidden="true">
            <label for="\(SubmissionForm.trapField)">\(Text("Leave this field empty", pt: "Deixe este campo vazio").wording(in: language))</label>
            <input id="\(SubmissionForm.trapField)" type="text" name="\(SubmissionForm.trapField)" value="" tabindex="-1" autocomplete="off">
            </div>
            \((controls + [resume(sent)] + definition.consents.map { consent($0, sent) }).joined(separator: "\n"))
            \(PageFrame.privacyLine(in: language))
            <progress id="progress" max="100" value="0" aria-label="\(Text("Upload", pt: "Envio").wording(in: language))" hidden></progress>
            <p id="status" class="status" role="status"></p>
            <div class="send-bar">
            <button class="btn btn-primary btn-lg" id="send" type="submit">\(shown(definition.button))</button>
            </div>
            </form>
            """
        let mark = failure == nil ? "" : Self.errorWord.wording(in: language) + ": "
        return PageFrame(
            title: mark + definition.title.wording(in: language), script: "own-form.js",
            other: { PageFrame.address(of: form, "", $0, isEmbedded: isEmbedded) }, isEmbedded: isEmbedded,
            assets: assets
        ).text(in: language, body)
    }

    /// The stamp, and the place of its proof; browsers that fill in again what a page had before leave them alone.
    private func stampFields(_ sent: SentValues?) -> String {
        guard let stamping else { return "" }
        let stamp = PublicStamp(
            of: GuardedForm(form), by: stamping, keeping: sent?.values(of: Stamp.field).first, at: Date())
        return """
            <input type="hidden" name="\(Stamp.field)" value="\(stamp.value.escapedForHTML)" data-bits="\(stamp.bits)" autocomplete="off">
            <input type="hidden" name="\(Stamp.proofField)" value="" autocomplete="off">
            """
    }

    private func shown(_ text: Text) -> String { text.wording(in: language).escapedForHTML }

    private var redirect: String {
        form.definition.thanks.redirectURL.map { " data-redirect=\"\($0.escapedForHTML)\"" } ?? ""
    }

    /// The fields that people see, with what is known of them.
    private var shownFields: [FormControl] {
        form.definition.fields.filter { !$0.isHidden }.compactMap { field in
            if let member = FormMember(named: field.name) { return FormControl(field, member) }
            guard let own = fields.named(field.name), own.details.isActive else { return nil }
            return FormControl(field, own)
        }
    }

    private func control(of control: FormControl, _ sent: SentValues?) -> String {
        let name = control.name
        let described = (control.hint == nil ? "" : "\(name)-help ") + "\(name)-fault"
        let hint = control.hint.map { "<p class=\"form-text said\" id=\"\(name)-help\">\(shown($0))</p>" } ?? ""
        let optional =
            control.isRequired ? "" : " <span class=\"hint\">\(Self.optionalWord.wording(in: language))</span>"
        let invalid = sent?.isFaulty(name) == true ? " aria-invalid=\"true\"" : ""
        let attributes = "\(invalid) aria-describedby=\"\(described)\""
        let label = shown(control.label) + optional
        let values = sent?.values(of: name) ?? control.presets
        let content: String
        switch control.element {
        case .checks(let options):
            content = """
                <fieldset id="\(name)" tabindex="-1"\(attributes)><legend class="form-label">\(label)</legend>
                \(options.map { check($0, name, values) }.joined(separator: "\n"))
                </fieldset>\(hint)
                """
        case .check:
            let isOn = values.last.map { $0 == "true" || $0 == "on" } ?? false
            content = """
                <div class="form-check"><input type="hidden" name="\(name)" value="false">
                <input class="form-check-input" id="\(name)" type="checkbox" name="\(name)" value="true"\(isOn ? " checked" : "")\(attributes)>
                <label class="form-check-label" for="\(name)">\(label)</label></div>\(hint)
                """
        default:
            let element = element(control, values.first ?? "", attributes)
            content = "<label class=\"form-label\" for=\"\(name)\">\(label)</label>\n\(element)\(hint)"
        }
        return "<div class=\"field\">\n\(content)\n\(sent?.note(of: name) ?? "")</div>"
    }

    private func element(_ control: FormControl, _ value: String, _ attributes: String) -> String {
        let name = control.name
        let common =
            "id=\"\(name)\" name=\"\(name)\"\(control.isRequired ? " required" : "")\(control.limits)\(attributes)"
        switch control.element {
        case .area:
            // HTML drops a line break that follows the tag.
            return "<textarea class=\"form-control\" rows=\"4\" \(common)>\n\(value.escapedForHTML)</textarea>"
        case .list(let options):
            let empty = Text("Please choose", pt: "Escolha").wording(in: language)
            let items = options.map { option in
                let mark = option.value == value ? " selected" : ""
                return "<option value=\"\(option.value.escapedForHTML)\"\(mark)>\(shown(option.label))</option>"
            }
            return """
                <select class="form-select" \(common)>
                <option value="">\(empty)</option>
                \(items.joined(separator: "\n"))
                </select>
                """
        case .line(let type):
            return "<input class=\"form-control\" type=\"\(type)\" value=\"\(value.escapedForHTML)\" \(common)>"
        case .check, .checks: return ""
        }
    }

    private func check(_ option: FormControl.Option, _ name: String, _ values: [String]) -> String {
        let value = option.value.escapedForHTML
        let mark = values.contains(option.value) ? " checked" : ""
        return """
            <div class="form-check"><label class="form-check-label"><input class="form-check-input" type="checkbox" name="\(name)" value="\(value)"\(mark)> \(shown(option.label))</label></div>
            """
    }

    private func resume(_ sent: SentValues?) -> String {
        guard form.definition.resume != .off else { return "" }
        let isRequired = form.definition.resume == .required
        let optional = isRequired ? "" : " <span class=\"hint\">\(Self.optionalWord.wording(in: language))</span>"
        let mebibytes = Double(largestFileBytes * 10 / 1_048_576) / 10
        let size = mebibytes == mebibytes.rounded() ? "\(Int(mebibytes))" : "\(mebibytes)"
        let help = Text(
            "\(ResumeFormat.list("or") { $0.fileExtension.uppercased() }), at most \(size) MB.",
            pt: "\(ResumeFormat.list("ou") { $0.fileExtension.uppercased() }), no máximo "
                + "\(size.replacing(".", with: ",")) MB.")
        let invalid = sent?.isFaulty(SubmissionForm.resumeField) == true ? " aria-invalid=\"true\"" : ""
        return """
            <div class="field">
            <label class="form-label" for="resume">\(Self.resumeWord.wording(in: language))\(optional)</label>
            <input class="form-control" id="resume" type="file" name="resume"\(isRequired ? " required" : "") accept="\(ResumeFormat.accepted)" data-max-bytes="\(largestFileBytes)"\(invalid) aria-describedby="resume-help resume-fault">
            <p class="form-text" id="resume-help">\(help.wording(in: language))</p>
            \(sent?.note(of: SubmissionForm.resumeField) ?? "")</div>
            """
    }

    private func consent(_ consent: IntakeForm.Consent, _ sent: SentValues?) -> String {
        let name = FormReader.consentPrefix + consent.purpose
        let isOn = sent?.values(of: name).last.map { $0 == "true" || $0 == "on" } ?? false
        let invalid = sent?.isFaulty(name) == true ? " aria-invalid=\"true\"" : ""
        return """
            <div class="field"><div class="form-check">
            <input class="form-check-input" id="\(name)" type="checkbox" name="\(name)" value="true"\(isOn ? " checked" : "")\(consent.isRequired ? " required" : "")\(invalid) aria-describedby="\(name)-fault">
            <label class="form-check-label said" for="\(name)">\(shown(consent.text))</label></div>
            \(sent?.note(of: name) ?? "")</div>
            """
    }

    private func summary(of failure: APIError) -> String {
        let known =
            shownFields.map { ($0.name, $0.label) } + [(SubmissionForm.resumeField, Self.resumeWord)]
            + form.definition.consents.map { (FormReader.consentPrefix + $0.purpose, $0.text) }
        let names = known.map(\.0)
        // What has no place on the page comes first, then the rest in the order of the page.
        let elsewhere = failure.details.filter { !names.contains($0.key) }.map { name, faults in
            "<li>\(name.escapedForHTML): \(joined(faults))</li>"
        }
        let items = known.compactMap { name, label in
            failure.details[name].map { "<li><a href=\"#\(name)\">\(shown(label)): \(joined($0))</a></li>" }
        }
        let list = elsewhere.isEmpty && items.isEmpty ? "" : "<ul>\((elsewhere + items).joined())</ul>"
        let again =
            form.definition.resume == .off || failure.details[SubmissionForm.resumeField] != nil
            ? "" : "<p>\(Self.chooseAgain.wording(in: language))</p>"
        return """
            <div class="alert alert-danger" id="summary" role="alert" tabindex="-1"><h2>\(shown(failure.message))</h2>\(list)\(again)</div>
            """
    }

    private func joined(_ faults: [Text]) -> String { faults.map { shown($0) }.joined(separator: " ") }
}

/// What was sent, and what was wrong with it.
private struct SentValues {
    private var pairs: Members<[String]> = [:]
    private let faults: Members<[Text]>
    private let language: Language

    init(_ values: [(name: String, value: String)], faults: Members<[Text]>, in language: Language) {
        for (name, value) in values { pairs[name, default: []].append(value) }
        self.faults = faults
        self.language = language
    }

    func values(of name: String) -> [String] { pairs[name] ?? [] }

    func isFaulty(_ name: String) -> Bool { faults[name] != nil }

    func note(of name: String) -> String {
        guard let faults = faults[name] else { return "" }
        let text = faults.map { $0.wording(in: language) }.joined(separator: " ").escapedForHTML
        return "<p class=\"fault\" id=\"\(name)-fault\">\(text)</p>\n"
    }
}
