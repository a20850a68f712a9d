import Routing
import Serving
import StoredSettings
import Values

/// The requested values of one section.
struct SectionInput<Section: ConfigSection>: Input {
    let draft: ConfigDraft

    static var declaration: InputDeclaration {
        InputDeclaration(header: [.ifMatch], content: [("application/json", Section.givenSchema)])
    }

    init(reading input: InputReader) throws {
        try input.readJSON()
        draft = ConfigDraft(Section.self, input.givenMembers)
    }
}

/// The requested values of several sections.
struct WholeInput<Catalog: ConfigCatalog>: Input {
    let drafts: [ConfigDraft]

    static var declaration: InputDeclaration {
        let members = Catalog.sections.map { Schema.Member.optional($0.name, $0.givenSchema) }
        return InputDeclaration(header: [.ifMatch], content: [("application/json", .object("ConfigChange", members))])
    }

    init(reading input: InputReader) throws {
        try input.readJSON()
        let given = input.givenMembers
        let known = Members(Catalog.sections.map { ($0.name, true) }, uniquingKeysWith: { $1 })
        for name in given.keys where known[name] == nil { input.note(.unknownSetting, for: name) }
        var drafts: [ConfigDraft] = []
        for section in Catalog.sections {
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
