import DomainTestSupport
import FoundationEssentials
import Frame
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct FormRuleTests {
    @Test(arguments: [
        ("https://www.example.com", "https://www.example.com"), ("HTTP://Example.com:80", "http://example.com"),
        ("https://example.com:8443", "https://example.com:8443"), ("http://[::1]:3000", "http://[::1]:3000"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ])
    func `an origin is written as browsers write it`(text: String, origin: String) {
        #expect(WebOrigin(text)?.text == origin)
    }

    @Test(arguments: [
        "", "example.com", "https://", "https:///", "https://example.com/", "https://a b", "https://a;b", "https://*",
        "https://a:0", "https://a:65536", "https://a:", "https://u@a", "https://-a", "https://a-", "https://a..b",
        "https://[::1", "https://[]", "https://exämple.com", "https://\u{212A}.com", "https://a'b", "ftp://a",
    ])
    func `anything else is no origin`(text: String) {
        #expect(WebOrigin(text) == nil)
    }

    @Test func `the origin of an address is where a browser goes`() {
        #expect(WebOrigin(ofURL: "https://a.example/b?c#d")?.host == "a.example")
        #expect(WebOrigin(ofURL: "https://a.example\\@b.example/")?.host == "a.example")
        #expect(WebOrigin(ofURL: "https://a.example?@b.example")?.host == "a.example")
        #expect(WebOrigin(ofURL: "https://a@b.example/") == nil)
    }

    @Test func `a definition is read as it was written`() throws {
        let definition = IntakeForm.Definition(
            title: Text("A", pt: "B"), intro: Text("C\nD", pt: "E"), button: Text("F", pt: "G"),
            fields: [
                IntakeForm.Field(
                    name: "custom.size", isRequired: true, label: Text("H", pt: "I"), hint: nil, preset: ["x", "y"],
                    isHidden: true)
            ], resume: .optional,
            consents: [IntakeForm.Consent(purpose: "news", text: Text("J", pt: "K"), isRequired: true)],
            thanks: IntakeForm.Thanks(text: Text("L", pt: "M"), redirectURL: "https://a.example"),
            notifyEmails: ["a@example.com"], source: "web", protection: .strict,
            embedOrigins: [try #require(WebOrigin("https://a.example"))])
        #expect(IntakeForm.Definition(.object(definition.members)) == definition)
    }

    @Test func `elements of a list are unique, and a fault names its element`() throws {
        let rule = Rule<[String]>.list(of: .slug, 1...2) { $0 }
        #expect(try rule.read(.json(["a", "b"])) == ["a", "b"])
        for (list, fault) in [
            (["a", "a"], "2: Appears twice."), ([], "Must have 1 to 2 elements."), (["a", "b", "c"], "Must have"),
            (["a", "-"], "2: Must be"),
        ] as [(JSON, String)] {
            let thrown = #expect(throws: Fault.self) { try rule.read(.json(list)) }
            #expect(thrown?.text.english.hasPrefix(fault) == true)
        }
    }

    @Test func `each member has a name of its own and words`() {
        let members = FormMember.allCases
        #expect(Set(members.map(\.name)).count == members.count)
        for member in members {
            #expect(FormMember(named: member.name) == member)
            #expect(!member.label.english.isEmpty && !member.label.portuguese.isEmpty)
        }
        #expect(FormMember(named: "business_tracking") == nil)
    }

    @Test(arguments: LeadDetail.all.filter { $0.question != nil })
    func `a form asks for a detail in its words and to its greatest length`(detail: LeadDetail) throws {
        let member = try #require(FormMember(named: detail.name))
        let field = IntakeForm.Field(
            name: detail.name, isRequired: false, label: nil, hint: nil, preset: nil, isHidden: false)
        let control = FormControl(field, member)
        #expect(control.name == detail.name && control.label == detail.question)
        let length = try #require(detail.field.rule.schema.definition["maxLength"]?.integer)
        switch control.element {
        case .area: #expect(detail.isLong && control.limits.contains("maxlength=\"\(length)\""))
        case .line: #expect(!detail.isLong && control.limits.contains("maxlength=\"\(length)\""))
        case .list(let options): #expect(detail.isBand && options.count > 1)
        case .check, .checks: Issue.record("\(control.element)")
        }
    }

    @Test(arguments: Language.allCases)
    func `the page at the root asks for what its form asks for as it was delivered`(language: Language) throws {
        let page = try SourceTree.text(of: "nginx/html/\(language.rawValue)/form.html")
        let names = page.matches(of: /<(?:input|select|textarea)[^>]* name="(\w+)"/).map { String($0.1) }
        let own = ["language", "business_tracking", "form_seconds", "touch", "website", "resume"]
        let form = try #require(
            try SourceTree.text(of: "schema.sql").firstMatch(of: /(?s)INSERT INTO form_versions.*?;\n/))
        let fields = form.0.matches(of: /"field":"(\w+)"/).map { String($0.1) }
        // The page does not ask for an appointment, which is accepted.
        #expect(fields.count > 5 && names.filter { !own.contains($0) } == fields.filter { $0 != "scheduling_day" })
    }
}

@Suite struct FormAnswerTests {
    private static let form = IntakeForm(
        IntakeForm.ID(), slug: "a", isActive: true,
        IntakeForm.Definition(
            title: Text("A", pt: "B"), intro: nil, button: Text("F", pt: "G"),
            fields: [
                IntakeForm.Field(name: "name", isRequired: true, label: nil, hint: nil, preset: nil, isHidden: false)
            ], resume: .off, consents: [], thanks: IntakeForm.Thanks(text: nil, redirectURL: nil), notifyEmails: [],
            source: nil, protection: .off, embedOrigins: []), at: Date())

    @Test func `has the shape that it declares`() throws {
        #expect(try AnswerSample("form", Self.form).faults() == [])
        let settings = try SampleDesk().settings
        let shown = PublicForm(
            Self.form, fields: CustomFieldSet([]), in: .english, largestFileBytes: 1,
            stamp: PublicStamp(of: GuardedForm(Self.form), by: settings, at: Date()))
        #expect(try AnswerSample("form for a front end", shown).faults() == [])
    }
}
