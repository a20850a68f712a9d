import Routing
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        ("en", "en"), ("pt-BR", "pt-BR"), ("pt", "pt-BR"), ("PT-pt", "pt-BR"), ("en-GB,en;q=0.5", "en"),
        ("de, pt;q=0.5, en;q=0.4", "pt-BR"), ("pt;q=0.4, en;q=0.5", "en"), ("pt, en", "pt-BR"), ("en, pt", "en"),
        ("pt;q=0, en;q=0.1", "en"), ("en ; q=0.2 , pt ; q=0.9", "pt-BR"), ("pt;q=0.5,pt-BR;q=0.1,en;q=0.3", "pt-BR"),
    ])
    func `likes best what the field likes best`(field: String, language: String) {
        #expect(Language(accepting: field)?.rawValue == language)
    }

    @Test(arguments: ["", "*", "de", "de-DE, fr;q=0.5", "en;q=0", "ptx", ";q=1", ",,"])
    func `a field that names none of ours decides nothing`(field: String) {
        #expect(Language(accepting: field) == nil)
    }

    @Test func `reads at most 20 entries`() {
        let others = Array(repeating: "de", count: 20).joined(separator: ",")
        #expect(Language(accepting: others + ",en") == nil)
    }
}
