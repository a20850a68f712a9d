import DomainTestSupport
import Environment
import FoundationEssentials
import Frame
import HTTP
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct FormReaderTests {
    private static let fields = CustomFieldSet([
        CustomField(
            CustomField.ID(), of: .lead, key: "size", kind: .integer, .init(label: Text("S", pt: "S")), at: Date()),
        CustomField(
            CustomField.ID(), of: .lead, key: "fan", kind: .boolean, .init(label: Text("F", pt: "F")), at: Date()),
    ])

    private func field(_ name: String, required: Bool = false, preset: JSON? = nil) -> IntakeForm.Field {
        IntakeForm.Field(
            name: name, isRequired: required, label: nil, hint: nil, preset: preset, isHidden: false)
    }

    private func read(_ pairs: [(name: String, value: String)], _ asked: [IntakeForm.Field]) throws -> (
        contact: LeadContact, given: Members<Bool>, faults: [String]
    ) {
        let form = IntakeForm(
            IntakeForm.ID(), slug: "a", isActive: true,
            IntakeForm.Definition(
                title: Text("A", pt: "A"), intro: nil, button: Text("B", pt: "B"), fields: asked, resume: .off,
                consents: [
                    IntakeForm.Consent(purpose: "news", text: Text("N", pt: "N"), isRequired: false)
                ], thanks: IntakeForm.Thanks(text: nil, redirectURL: nil), notifyEmails: [], source: "fair",
                protection: .off, embedOrigins: []), at: Date())
        let input = InputReader(
            Request(try SampleExchange("POST", "/")), segments: [:], conventions: Conventions(country: "BR"))
        try input.take(form: pairs, repeating: CustomValues.prefix)
        let settings = try SampleDesk().settings
        let reader = FormReader(form, Self.fields, by: settings.clock, input, isJSON: false)
        return (reader.contact(), reader.consents(), input.notedFaults.keys.sorted())
    }

    @Test func `a name may be given whole, in parts, or both`() throws {
        let asked = [field("name"), field("last_name")]
        #expect(try read([("name", "Ana Lima")], asked).contact.name == "Ana Lima")
        let both = try read([("name", "Ana Lima"), ("last_name", "Souza")], asked).contact
        #expect(both.firstName == "Ana" && both.lastName == "Souza")
    }

    @Test func `a default is for a field that is not named`() throws {
        let asked = [
            field("message", preset: "Olá"), field("custom.size", preset: 7), field("custom.fan", preset: true),
        ]
        let none = try read([], asked).contact
        #expect(none[.message] == "Olá" && none.custom.members == ["size": 7, "fan": true])
        let named = try read([("message", ""), ("custom.size", ""), ("custom.fan", "false")], asked).contact
        #expect(named[.message] == nil && named.custom.members == ["fan": false])
    }

    @Test func `the last value of a box counts, as a page sends it`() throws {
        let asked = [field("custom.fan")]
        #expect(
            try read([("custom.fan", "false"), ("custom.fan", "true")], asked).contact.custom.members == ["fan": true])
        let twice = try read([("custom.size", "1"), ("custom.size", "2")], [field("custom.size")])
        #expect(twice.faults == ["custom.size"])
    }

    @Test func `what is not listed is ignored, but for the source`() throws {
        let seen = try read(
            [("phone", "x"), ("custom.size", "x"), ("custom.nope", "x"), ("business_tracking", "flyer")],
            [field("custom.gone", required: true)])
        #expect(seen.faults == [] && seen.contact.phone == nil && seen.contact[.businessTracking] == "flyer")
        #expect(try read([], []).contact[.businessTracking] == "fair")
    }

    @Test func `missing and faulty values are named`() throws {
        let asked = [field("email", required: true), field("custom.size", required: true), field("phone")]
        #expect(try read([("phone", "x"), ("custom.size", " ")], asked).faults == ["custom.size", "email", "phone"])
    }

    @Test(arguments: [("on", true), ("true", true), ("false", false), ("", nil)] as [(String, Bool?)])
    func `a consent is what was said of it`(said: String, given: Bool?) throws {
        #expect(try read([("consent.news", said)], []).given["news"] == given)
        #expect(try read([("consent.news", "maybe")], []).faults == ["consent.news"])
    }
}
