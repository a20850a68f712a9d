import Accounts
import FoundationEssentials
import HTTP
import Platform
import Routing

/// The public form as a page, sent again with what was wrong and what was typed, for browsers without JavaScript.
///
/// The page is nginx's own, from `GUICHE_PAGES_DIR/<language>/form.html`; its first comment lists the marks that are replaced.
struct FormPage {
    private let template: String
    private let language: Language

    /// The page in the request's language; nil when this host has no pages.
    init?(_ context: Context) {
        guard let folder = context.service.settings.pagesFolder,
            let data = FileManager.default.contents(atPath: "\(folder)/\(context.language.rawValue)/form.html")
        else { return nil }
        template = String(decoding: data, as: UTF8.self)
        language = context.language
    }

    /// The page with a failure and the values that were sent.
    func text(showing failure: APIError, values: [(name: String, value: String)]) -> [UInt8] {
        var page = template
        let summary = failure.message.wording(in: language).escapedForHTML
        var unplaced: [String] = []
        for (name, faults) in failure.details.sorted(by: { $0.key < $1.key }) {
            let text = faults.map { $0.wording(in: language) }.joined(separator: " ").escapedForHTML
            let mark = "<!-- fault: \(name) -->"
            if page.contains(mark) {
                page = page.replacing(
                    mark, with: "<p class=\"fault\" id=\"\(name)-fault\">\(text)</p>", maxReplacements: 1)
            } else {
                unplaced.append("\(name.escapedForHTML): \(text)")
            }
        }
        let all = ([summary] + unplaced).joined(separator: "<br>")
        page = page.replacing(
            "<!-- faults -->", with: "<div class=\"alert alert-danger\" role=\"alert\">\(all)</div>", maxReplacements: 1
        )
        for (name, value) in values where Self.isFieldName(name) {
            let escaped = value.escapedForHTML
            page = page.replacing(
                "name=\"\(name)\" value=\"\"", with: "name=\"\(name)\" value=\"\(escaped)\"", maxReplacements: 1)
            page = page.replacing(
                "<option value=\"\(escaped)\">", with: "<option value=\"\(escaped)\" selected>", maxReplacements: 1)
        }
        return Array(page.utf8)
    }

    private static func isFieldName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
