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

    @Test func `each member has a rule and words`() {
        for member in FormMember.allCases {
            #expect(!member.label.english.isEmpty && !member.label.portuguese.isEmpty)
            let isContact = ["first_name", "last_name", "name", "email", "phone", "scheduling_day"].contains(
                member.rawValue)
            #expect(isContact == (member.detail == nil))
        }
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
        let shown = PublicForm(Self.form, fields: CustomFieldSet([]), in: .english, largestFileBytes: 1)
        #expect(try AnswerSample("form for a front end", shown).faults() == [])
    }
}
