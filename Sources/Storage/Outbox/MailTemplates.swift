import FoundationEssentials
package import Routing

/// The texts of mails: `<language>/<kind>.txt`, which begins with `Subject: …` and an empty line, and `<language>/<kind>.html`.
///
/// `{{name}}` inserts a value; a line whose values are all missing is left out. `{{, name}}` inserts the value with the text
/// before its name, or for nothing, and its line stays. A value is never read as a mark. A line of a `MailList` is repeated.
package struct MailTemplates: Sendable {
    /// One mail's words.
    package struct Rendered: Equatable, Sendable {
        package let subject: String
        package let text: String
        package let html: String
    }

    /// Templates that a program cannot work with.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    private struct Template: Sendable {
        let subject: String
        let text: String
        let html: String
    }

    private let templates: [String: Template]
    private let kinds: [MailKind]

    /// Reads the templates of these kinds, in every language.
    ///
    /// - Throws: `Fault` naming the file that is not there or has no subject.
    package init(folder: String, kinds: [MailKind], lists: [MailList] = []) throws(Fault) {
        var templates: [String: Template] = [:]
        for language in Language.allCases {
            for kind in kinds.map(\.name) {
                let name = "\(language.rawValue)/\(kind)"
                let text = try Self.content(of: "\(folder)/\(name).txt")
                let page = try Self.content(of: "\(folder)/\(name).html")
                let sides = text.split(separator: "\n\n", maxSplits: 1)
                guard sides.count == 2, sides[0].hasPrefix("Subject: "), !sides[0].contains("\n") else {
                    throw Fault(description: "\(name).txt must begin with a Subject line and an empty line")
                }
                templates[name] = Template(
                    subject: String(sides[0].dropFirst("Subject: ".count)),
                    text: lists.reduce(String(sides[1])) { $1.expand($0, in: language) { $0 } },
                    html: lists.reduce(page) { $1.expand($0, in: language, \.escapedForHTML) })
            }
        }
        self.templates = templates
        self.kinds = kinds
    }

    /// How long after it was enqueued a mail of a kind is attempted, once; nil for those that are retried.
    func patience(of kind: String) -> Duration? { kinds.first { $0.name == kind }?.patience }

    private static func content(of path: String) throws(Fault) -> String {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { throw Fault(description: "the mail template \(path) cannot be read") }
        return text.replacing("\r\n", with: "\n")
    }

    /// A mail's words with its values; nil for a kind that has no template.
    package func render(_ kind: String, in language: Language, with values: [String: String]) -> Rendered? {
        guard let template = templates["\(language.rawValue)/\(kind)"] else { return nil }
        return Rendered(
            subject: Self.filled(template.subject, values) { $0 },
            text: Self.filled(template.text, values) { $0 },
            html: Self.filled(template.html, values) { $0.escapedForHTML })
    }

    private static func filled(_ template: String, _ values: [String: String], _ escape: (String) -> String) -> String {
        var lines: [String] = []
        for line in template.split(separator: "\n", omittingEmptySubsequences: false) {
            let pieces = line.split(separator: "{{", omittingEmptySubsequences: false)
            var filled = String(pieces[0])
            var marks = 0
            var found = 0
            for piece in pieces.dropFirst() {
                let sides = piece.split(separator: "}}", maxSplits: 1, omittingEmptySubsequences: false)
                let nameStart = sides[0].lastIndex { !isNameCharacter($0) }.map(sides[0].index(after:))
                let lead = nameStart.map { sides[0][..<$0] } ?? ""
                if lead.isEmpty { marks += 1 }
                if let value = values[String(sides[0].dropFirst(lead.count))], !value.isEmpty {
                    found += 1
                    filled += lead
                    filled += escape(value)
                }
                filled += sides.count > 1 ? sides[1] : ""
            }
            if marks == 0 || found > 0 { lines.append(filled) }
        }
        return lines.joined(separator: "\n")
    }

    private static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLowercase || character.isNumber) || character == "_"
    }
}
