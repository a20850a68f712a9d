import Environment
import FoundationEssentials
import Frame
import HTTP
import Routing
import Serving
import Storage

/// The public form as a page, sent again with what was wrong and what was typed, for browsers without JavaScript.
///
/// The page is nginx's own, from `GUICHE_PAGES_DIR/<language>/form.html`; its first comment lists the marks that are replaced.
struct FormPage {
    private let template: String
    private let language: Language

    private static let errorWord = Text("Error", pt: "Erro")
    private static let chooseAgain = Text(
        "Please choose the file again.", pt: "Escolha o arquivo de novo.")

    /// The page in the request's language; nil when this host has no pages.
    init?(_ context: Context) {
        guard let folder = context.service.settings.pagesFolder,
            let data = FileManager.default.contents(atPath: "\(folder)/\(context.language.rawValue)/form.html")
        else { return nil }
        template = String(decoding: data, as: UTF8.self)
        language = context.language
    }

    /// A page from its template.
    init(template: String, language: Language) {
        self.template = template
        self.language = language
    }

    /// The page with a failure and the values that were sent.
    func text(showing failure: APIError, values: [(name: String, value: String)]) -> [UInt8] {
        // What is sent comes in last, escaped: nothing of it can look like a mark.
        var page = template.replacing(
            "<title>", with: "<title>\(Self.errorWord.wording(in: language)): ", maxReplacements: 1)
        page = page.replacing("<details>", with: "<details open>", maxReplacements: 1)
        var items: [(place: Substring.Index?, item: String)] = []
        for (name, faults) in failure.details.sorted(by: { $0.key < $1.key }) {
            let text = faults.map { $0.wording(in: language) }.joined(separator: " ").escapedForHTML
            let mark = "<!-- fault: \(name) -->"
            let place = template.firstRange(of: mark)?.lowerBound
            guard place != nil else {
                items.append((nil, "<li>\(name.escapedForHTML): \(text)</li>"))
                continue
            }
            items.append((place, "<li><a href=\"#\(name)\">\(label(of: name)): \(text)</a></li>"))
            page = page.replacing(
                mark, with: "<p class=\"fault\" id=\"\(name)-fault\">\(text)</p>", maxReplacements: 1)
            page = page.replacing(
                "id=\"\(name)\" ", with: "id=\"\(name)\" aria-invalid=\"true\" ", maxReplacements: 1)
        }
        // In the order of the page; what has no place there comes first.
        items.sort { ($0.place ?? template.startIndex) < ($1.place ?? template.startIndex) }
        page = page.replacing(
            "<!-- faults -->", with: summary(of: failure, items: items.map(\.item)), maxReplacements: 1)
        for (name, value) in values where Self.isFieldName(name) {
            fill(name, with: value.escapedForHTML, in: &page)
        }
        return Array(page.utf8)
    }

    private func summary(of failure: APIError, items: [String]) -> String {
        let message = failure.message.wording(in: language).escapedForHTML
        let list = items.isEmpty ? "" : "<ul>\(items.joined())</ul>"
        let again =
            failure.details[SubmissionForm.resumeField] == nil
            ? "<p>\(Self.chooseAgain.wording(in: language))</p>" : ""
        return """
            <div class="alert alert-danger" id="summary" role="alert" tabindex="-1"><h2>\(message)</h2>\(list)\(again)</div>
            """
    }

    /// The label of a field on the page, up to the first tag.
    private func label(of name: String) -> String {
        guard let start = template.firstRange(of: " for=\"\(name)\">")?.upperBound else { return name.escapedForHTML }
        return String(template[start...].prefix { $0 != "<" }).trimmed
    }

    /// Puts a value into its field, or selects it in the list of that name.
    private func fill(_ name: String, with value: String, in page: inout String) {
        // HTML drops a line break that follows the tag.
        page = page.replacing(
            "name=\"\(name)\"></textarea>", with: "name=\"\(name)\">\n\(value)</textarea>", maxReplacements: 1)
        page = page.replacing(
            "name=\"\(name)\" value=\"\"", with: "name=\"\(name)\" value=\"\(value)\"", maxReplacements: 1)
        let list = "<select class=\"form-select\" id=\"\(name)\" "
        guard !value.isEmpty, let start = page.firstRange(of: list)?.upperBound,
            let end = page[start...].firstRange(of: "</select>")?.lowerBound
        else { return }
        let chosen = page[start..<end].replacing(
            "<option value=\"\(value)\">", with: "<option value=\"\(value)\" selected>", maxReplacements: 1)
        page.replaceSubrange(start..<end, with: chosen)
    }

    private static func isFieldName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
