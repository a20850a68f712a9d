import DomainTestSupport
import Frame
import HTTP
import Routing
import TestSupport
import Testing

@testable import Leads

@Suite struct FormPageTests {
    private func page(
        in language: Language = .english, showing failure: APIError, values: [(name: String, value: String)] = []
    ) throws -> String {
        let resources = try SampleDesk(["GUICHE_PAGES_DIR": "\(SourceTree.folder)/nginx/html"]).resources
        let context = Context(Request(SampleExchange([:])), with: resources, language: language)
        return String(decoding: try #require(FormPage(context)).text(showing: failure, values: values), as: UTF8.self)
    }

    @Test(arguments: [(Language.english, "Is not one."), (.brazilianPortuguese, "Não é.")])
    func `names each fault at its field, in the language of the request`(language: Language, text: String) throws {
        let failure = APIError.invalid(["email": [Text("Is not one.", pt: "Não é.")]])
        let page = try page(in: language, showing: failure)
        #expect(page.contains("<p class=\"fault\" id=\"email-fault\">\(text)</p>"))
        #expect(page.contains("alert alert-danger"))
        #expect(page.contains(failure.message.wording(in: language)))
        #expect(page.contains("<a href=\"#email\">E-mail: \(text)</a>"))
        #expect(page.contains("id=\"email\" aria-invalid=\"true\""))
        #expect(page.contains(language == .english ? "<title>Error: " : "<title>Erro: "))
        #expect(!page.contains("id=\"phone-fault\""))
        #expect(page.count(of: "aria-invalid") == 1)
    }

    @Test func `the summary leads to the fields in their order, and opens what was closed`() throws {
        let fault = [Text("Bad.", pt: "Ruim.")]
        let page = try page(showing: .invalid(["resume": fault, "first_name": fault, "job_position": fault]))
        let places = ["first_name", "resume", "job_position"]
            .map { page.firstRange(of: "<a href=\"#\($0)\">")?.lowerBound }
        #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self).sorted() == places.compactMap(\.self))
        #expect(page.contains("<details open>"))
        #expect(!page.contains("choose the file again"))
    }

    @Test func `says that the file must be chosen again, unless the file is what was wrong`() throws {
        #expect(try page(showing: .invalid(["email": [Text("Bad.", pt: "Ruim.")]])).contains("choose the file again"))
    }

    @Test func `a fault without a place on the page is in the summary`() throws {
        let page = try page(showing: .invalid(["<other>": [Text("Bad.", pt: "Ruim.")]]))
        #expect(page.contains("&lt;other&gt;: Bad."))
    }

    @Test func `shows again what was typed and chosen`() throws {
        let page = try page(
            showing: .notFound, values: [("first_name", "Ada"), ("collaborators", "11-50"), ("email", "")])
        #expect(page.contains("name=\"first_name\" value=\"Ada\""))
        #expect(page.contains("<option value=\"11-50\" selected>"))
        #expect(!page.contains("<option value=\"51-200\" selected>"))
        #expect(try !self.page(showing: .notFound, values: [("first_name", "11-50")]).contains("selected"))
    }

    @Test func `shows again a message of several lines, also one that begins with an empty line`() throws {
        let page = try page(showing: .notFound, values: [("message", "\nBread,\r\n<cake>")])
        // HTML leaves out the first line break after the tag.
        #expect(page.contains("name=\"message\">\n\nBread,\r\n&lt;cake&gt;</textarea>"))
    }

    @Test(arguments: [
        "\"><script>alert(1)</script>", "'onfocus=alert(1)", "&lt;", "\" autofocus onfocus=\"x", "<!-- faults -->",
        "name=\"email\" value=\"\"", "name=\"message\"></textarea>", "</textarea><script>",
    ])
    func `sent text is escaped everywhere`(value: String) throws {
        let names = ["first_name", "last_name", "email", "phone", "business_name", "invoicing", "message"]
        let clean = try page(showing: .notFound)
        let page = try page(
            showing: .invalid(["first_name": [Text(value, pt: value)]]), values: names.map { ($0, value) })
        #expect(!page.contains("<script>alert"))
        #expect(!page.contains("value=\"\(value)\""))
        // One comment became the opening and closing of a paragraph, and the summary has a list of one link; nothing else opened a tag.
        #expect(page.count { $0 == "<" } == clean.count { $0 == "<" } + 1 + 6)
    }

    @Test func `a name that is none of a field replaces nothing`() throws {
        let page = try page(
            showing: .notFound, values: [("", "x"), ("A", "x"), ("a\" value=\"", "evil"), ("a b", "evil")])
        #expect(!page.contains("evil"))
    }

    @Test func `a host without pages has none`() throws {
        let resources = try SampleDesk(["GUICHE_PAGES_DIR": "/nonexistent"]).resources
        let context = Context(Request(SampleExchange([:])), with: resources, language: .english)
        #expect(FormPage(context).map { _ in true } == nil)
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
