import Accounts
import FoundationEssentials
import Frame
import Routing
import Serving
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct AnswerTests {
    private static let whole: Lead = {
        var lead = SampleLeads.lead(.reachedOut, resume: SampleLeads.resume) {
            $0.phone = "+5511987654321"
            $0[.businessName] = "Engines"
            $0[.businessTracking] = "site"
            $0[.jobPosition] = "Countess"
            $0[.invoicing] = "50k-100k"
            $0[.collaborators] = "11-50"
            $0.schedulingDay = "2030-01-31T14:30:00"
        }
        lead.ownerID = User.ID()
        lead.reachedOutAt = lead.createdAt
        return lead
    }()
    private static let bare = SampleLeads.lead { $0.email = nil }

    private static let enquiry = Enquiry(
        id: Enquiry.ID(), createdAt: whole.createdAt, form: .partner,
        fields: EnquiryFields(whole.contact, by: .partner), resume: SampleLeads.resume)
    private static let event: LeadEvent = {
        var after = whole
        after.contact.firstName = "Augusta"
        after.ownerID = nil
        return LeadEvent(
            id: LeadEvent.ID(), at: Date(), actor: LeadEvent.Actor(id: User.ID(), username: "boss"), action: .changed,
            changes: LeadChanges(from: whole, to: after), rule: "Hot")
    }()

    static let samples = [
        AnswerSample("lead", whole),
        AnswerSample("lead without details", bare),
        AnswerSample("résumé", SampleLeads.resume),
        AnswerSample(
            "leads",
            LeadPage(items: [JSONObjectText(whole), JSONObjectText(bare)], total: 2, page: 1, size: 20, pages: 1)),
        AnswerSample("no leads", LeadPage(items: [], total: 0, page: 9, size: 100, pages: 0)),
        AnswerSample(
            "receipt of the form",
            FormReceipt(id: Lead.ID(), firstName: "Ada", lastName: "L", email: "ada@example.com", createdAt: Date())),
        AnswerSample(
            "receipt of a partner",
            PartnerReceipt(
                lead: PartnerReceipt.Lead(
                    id: Lead.ID(), name: "Ada", businessName: "Engines", schedulingDay: "2030-01-31T14:30:00"),
                token: "t")),
        AnswerSample("receipt of staff", LeadReceipt(lead: whole)),
        AnswerSample("enquiry", enquiry),
        AnswerSample(
            "outcomes of many changes",
            BulkResults(results: [
                BulkResult(id: whole.id, failure: nil, language: .english),
                BulkResult(id: bare.id, failure: .invalid(["email": [Fault.missing.text]]), language: .english),
            ])),
        AnswerSample("enquiries", PageOf([enquiry], total: 1, Page(number: 1, size: 20))),
        AnswerSample("history", PageOf([event], total: 1, Page(number: 1, size: 20))),
    ]

    @Test(arguments: samples)
    func `has the shape that it declares`(sample: AnswerSample) throws {
        #expect(try sample.faults() == [])
    }

    @Test func `a lead shows what the contract names`() throws {
        let json = try JSONText.parse(JSONText.bytes(of: Self.whole))
        #expect(json["name"] == "Ada Lovelace")
        #expect(json["created_at"] == "2026-01-31T12:00:00Z")
        #expect(json["scheduling_day"] == "2030-01-31T14:30:00")
        #expect(json["resume_path"] == .string(SampleLeads.resume.path))
        #expect(json["resume"]?["sha256"] == .string(String(repeating: "07", count: 32)))
        #expect(json["priority"] == "cold")
        #expect(json["customer_id"] == JSON.null)
        #expect(try JSONText.parse(JSONText.bytes(of: Self.bare))["resume"] == JSON.null)
    }

    @Test func `the document of all routes is sound`() {
        let groups = [systemRoutes(for: Context.self), intakeRoutes, accountRoutes, leadRoutes]
        #expect(OpenAPIDocument(title: "", version: "", summary: "", groups: groups).faults == [])
    }
}

@Suite struct ContentDispositionTests {
    @Test(arguments: [
        ("cv.pdf", "filename=\"cv.pdf\"; filename*=UTF-8''cv.pdf"),
        ("my cv.pdf", "filename=\"my cv.pdf\"; filename*=UTF-8''my%20cv.pdf"),
        ("a\"b\\c%.pdf", "filename=\"a_b_c_.pdf\"; filename*=UTF-8''a%22b%5Cc%25.pdf"),
        ("currículo.pdf", "filename=\"curr_culo.pdf\"; filename*=UTF-8''curr%C3%ADculo.pdf"),
        ("🙂;x=1.pdf", "filename=\"_;x=1.pdf\"; filename*=UTF-8''%F0%9F%99%82%3Bx%3D1.pdf"),
        ("a\r\nb.pdf", "filename=\"a__b.pdf\"; filename*=UTF-8''a%0D%0Ab.pdf"),
        ("it's*(1)!.pdf", "filename=\"it's*(1)!.pdf\"; filename*=UTF-8''it%27s%2A%281%29!.pdf"),
    ])
    func `names a file in ASCII for all and in UTF-8 for those that understand it`(name: String, parameters: String) {
        #expect(ContentDisposition.attachment(named: name).elementsEqual("attachment; \(parameters)"))
    }
}
