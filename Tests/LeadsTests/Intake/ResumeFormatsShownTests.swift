import Documents
import Routing
import TestSupport
import Testing

@testable import Leads

/// Whatever the program accepts as a résumé, the pages offer, name and let through.
@Suite struct ResumeFormatsShownTests {
    @Test(arguments: ResumeFormat.allCases, Language.allCases)
    func `the form offers a format and names it`(format: ResumeFormat, language: Language) throws {
        let page = try SourceTree.text(of: "nginx/html/\(language.rawValue)/form.html")
        let accepted = try #require(page.firstMatch(of: /type="file"[^>]* accept="([^"]*)"/)).1.split(separator: ",")
        #expect(accepted.contains(".\(format.fileExtension)") && accepted.contains(Substring(format.mediaType)))
        let help = try #require(page.firstMatch(of: /id="resume-help">([^<]*)</)).1
        #expect(help.contains(format.fileExtension.uppercased()))
        let fault = ResumeFault.unknownExtension.fault.text.wording(in: language)
        #expect(fault.contains(".\(format.fileExtension)"))
    }

    @Test func `the script of the form lets through the same formats`() throws {
        let rules = try SourceTree.text(of: "nginx/html/assets/form/rules.js")
        let kinds = try #require(rules.firstMatch(of: /(?s)export const kinds = \{\n(.*?)\n\};/)).1
        let types = kinds.matches(of: /(\w+): \{ type: "([^"]+)"/).map { "\($0.1) \($0.2)" }
        #expect(types == ResumeFormat.allCases.map { "\($0.fileExtension) \($0.mediaType)" })
        let words = try SourceTree.text(of: "nginx/html/assets/form/words.js")
        let fault = ResumeFault.unknownExtension.fault.text
        for language in Language.allCases {
            #expect(words.contains("    ending: \"\(fault.wording(in: language))\",\n"), "\(language)")
        }
    }

    @Test func `sentences and controls name every format`() {
        #expect(ResumeFormat.list("or") { ".\($0.fileExtension)" } == ".pdf, .doc or .docx")
        let types = ResumeFormat.allCases.map(\.mediaType)
        #expect(ResumeFormat.accepted == ".pdf,.doc,.docx," + types.joined(separator: ","))
    }
}
