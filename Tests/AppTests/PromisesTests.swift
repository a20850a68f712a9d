import Foundation
import Leads
import Routing
import Storage
import TestSupport
import Testing

/// What pages and mails promise to those who submit is what the program does, the same in each language and in each copy.
@Suite struct PromisesTests {
    /// Pages, and mails to whoever submitted, by language; without what is no text.
    private static func texts(in language: Language) throws -> [(file: String, text: String)] {
        let name = language.rawValue
        let pages = ["form", "thank-you", "privacy"].map { "nginx/html/\(name)/\($0).html" }
        let mails = ["txt", "html"].map { "Sources/Leads/Mails/\(name)/\(LeadMails.confirmation.name).\($0)" }
        return try (pages + mails).map { ($0, plain(try SourceTree.text(of: $0))) }
    }

    /// Text without tags, comments and the places of values, its blanks single.
    private static func plain(_ text: String) -> String {
        var text = text
        for pattern in ["<!--[\\s\\S]*?-->", "\\{\\{[^}]*\\}\\}", "<[^>]*>", "&nbsp;", "\\s+"] {
            text = text.replacingOccurrences(of: pattern, with: " ", options: .regularExpression)
        }
        return text.replacingOccurrences(of: "’", with: "'").trimmingCharacters(in: .whitespaces)
    }

    private static func holds(_ pattern: String, in text: String) -> Bool {
        text.range(of: pattern, options: [.regularExpression, .caseInsensitive]) != nil
    }

    /// Leads are ranked by their score, which is computed from the submission.
    @Test(arguments: Language.allCases)
    func `no text promises an order of arrival, or that nothing is decided by a program`(language: Language) throws {
        let wrong = [
            "order (of|in which) .{0,20}(arriv|receiv|came)", "order of arrival", "first[ -]come",
            "one after (the )?(an)?other",
            "ordem (de|em que) .{0,20}(chegad|recebi|envi)", "ordem de chegada", "por ordem",
            "automat\\w+ (individual )?(decision|decid|process)", "(decision|decided|processed) .{0,20}automat",
            "no (computer|machine|program|algorithm) decides",
            "(decis\\w+|decid\\w+|tratamento) .{0,20}(automat|automát)",
            "nenhum (programa|computador|algoritmo) decide",
        ]
        for (file, text) in try Self.texts(in: language) {
            for pattern in wrong { #expect(!Self.holds(pattern, in: text), "\(file): \(pattern)") }
        }
        let privacy = try #require(try Self.texts(in: language).first { $0.file.hasSuffix("privacy.html") }).text
        let names: [Language: (score: String, person: String)] = [
            .english: ("score calculated from it", "a person decides what we answer"),
            .brazilianPortuguese: ("pontuação calculada a partir deles", "o que respondemos, uma pessoa decide"),
        ]
        let name = try #require(names[language])
        #expect(privacy.contains(name.score) && privacy.contains(name.person), "the score and what it is for are named")
    }

    /// The confirmation is sent by a program, and an answer to it may reach no one.
    @Test(arguments: Language.allCases)
    func `the confirmation asks for no answer, and no page asks to answer it`(language: Language) throws {
        let words: [Language: (needless: String, asked: [String])] = [
            .english: (
                "no reply is needed",
                ["(answer|reply to|respond to) (the|our|this|that|any) .{0,20}(mail|message|confirmation)", "by reply"]
            ),
            .brazilianPortuguese: (
                "Não é preciso responder a esta mensagem",
                ["respond\\w+ .{0,12}(e-mail|mensagem|confirmação)", "em resposta a(o|à)? .{0,12}(e-mail|mensagem)"]
            ),
        ]
        let word = try #require(words[language])
        for (file, text) in try Self.texts(in: language) {
            let isConfirmation = file.contains("/Mails/")
            #expect(text.contains(word.needless) == isConfirmation, "\(file)")
            let rest = text.replacingOccurrences(of: word.needless, with: "")
            for pattern in word.asked { #expect(!Self.holds(pattern, in: rest), "\(file): \(pattern)") }
        }
    }

    @Test(arguments: Language.allCases)
    func `both copies of the confirmation say the same`(language: Language) throws {
        let name = "Sources/Leads/Mails/\(language.rawValue)/\(LeadMails.confirmation.name)"
        let page = Self.plain(try SourceTree.text(of: "\(name).html")).lowercased()
        let paragraphs = try SourceTree.text(of: "\(name).txt").components(separatedBy: "\n\n")
        let whole = paragraphs.filter { !$0.contains("{{") }
        #expect(whole.count >= 2)
        for paragraph in whole { #expect(page.contains(Self.plain(paragraph).lowercased()), "\(paragraph)") }
    }

    @Test func `the privacy page has the same headings and paragraphs in each language`() throws {
        let forms = try Language.allCases.map { language in
            let text = try SourceTree.text(of: "nginx/html/\(language.rawValue)/privacy.html")
            let main = try #require(text.firstMatch(of: /(?s)<main.*<\/main>/)).output
            return main.matches(of: /<\/?(h1|h2|p|ul|li)\b/).map { String($0.output.0) }
        }
        #expect(forms.allSatisfy { $0 == forms[0] && $0.count > 20 })
    }
}
