import Platform
import Routing

private let ifMatch = Parameter.header(
    "If-Match", "The `ETag` of the state that is to be changed; 412 when it is another by now.")

/// What one section is to become.
struct SectionInput<Section: ConfigSection>: Input {
    let draft: ConfigDraft

    static var declaration: InputDeclaration {
        InputDeclaration(header: [ifMatch], content: [("application/json", Section.givenSchema)])
    }

    init(reading input: InputReader) throws {
        try input.readJSON()
        draft = ConfigDraft(Section.self, input.given(Section.members.map(\.name)))
    }
}

/// What several sections are to become.
struct WholeInput: Input {
    let drafts: [ConfigDraft]

    static let declaration = InputDeclaration(
        header: [ifMatch],
        content: [
            (
                "application/json",
                .object("ConfigChange", ConfigSections.all.map { .optional($0.name, $0.givenSchema) })
            )
        ])

    init(reading input: InputReader) throws {
        try input.readJSON()
        let given = input.given(ConfigSections.all.map { $0.name })
        var drafts: [ConfigDraft] = []
        for section in ConfigSections.all {
            guard let value = given[section.name] else { continue }
            if case .object(let members) = value {
                drafts.append(ConfigDraft(section, members))
            } else {
                input.note(.wrongType("a JSON object", pt: "um objeto JSON"), for: section.name)
            }
        }
        self.drafts = drafts
        try input.check()
    }
}

/// Which piece of a section's history is asked for.
struct HistoryInput: Input {
    let page: Page

    static let declaration = InputDeclaration(query: Page.parameters)

    init(reading input: InputReader) throws {
        page = try Page(reading: input)
        try input.check()
    }
}

extension InputReader {
    /// The members of the content of some names as they are, null included.
    fileprivate func given(_ names: [String]) -> [String: JSON] {
        var given: [String: JSON] = [:]
        for name in names {
            switch change(Field(name, .untouched)) {
            case .keep: break
            case .clear: given[name] = .null
            case .set(let value): given[name] = value
            }
        }
        return given
    }
}

extension Rule where Value == JSON {
    /// Any value, as it came.
    fileprivate static let untouched = Rule(.anything) { (value) throws(Fault) in
        guard case .json(let json) = value else { throw .wrongType("a JSON value", pt: "um valor JSON") }
        return json
    }
}
