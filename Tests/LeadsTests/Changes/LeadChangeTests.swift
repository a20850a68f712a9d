import FoundationEssentials
import Frame
import HTTP
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct LeadChangeTests {
    private let now = SampleLeads.instant("2026-03-01T12:00:00Z")

    private func change(_ json: JSON) throws -> LeadChange {
        let request = Request(try SampleExchange("PATCH", "/", json: json))
        return try LeadChange(reading: InputReader(request, segments: ["id": Lead.ID().text]))
    }

    private func applied(_ json: JSON, to lead: Lead, schedulingDay: Change<String> = .keep) throws -> Lead {
        try change(json).applied(
            to: lead, LeadChange.Remainder(schedulingDay: schedulingDay, custom: .none), at: now)
    }

    @Test func `omitted fields are kept, null clears, others are set`() throws {
        let owner = User.ID()
        let lead = SampleLeads.lead {
            $0.phone = "+5511987654321"
            $0[.businessName] = "Engines"
            $0[.jobPosition] = "Countess"
        }
        let changed = try applied(
            [
                "first_name": " Augusta ", "phone": nil, "business_name": "Analytical", "job_position": nil,
                "owner_id": .string(owner.text),
            ], to: lead)
        #expect(changed.contact.firstName == "Augusta")
        #expect(changed.contact.lastName == "Lovelace")
        #expect(changed.contact.email == "ada@example.com")
        #expect(changed.contact.phone == nil)
        #expect(changed.contact[.businessName] == "Analytical")
        #expect(changed.contact[.jobPosition] == nil)
        #expect(changed.ownerID == owner)
        #expect(try applied(["owner_id": nil], to: changed).ownerID == nil)
        #expect(try applied([:], to: lead) == lead)
    }

    @Test(arguments: [("Grace Brewster Hopper", "Grace", "Brewster Hopper"), ("Plato", "Plato", "")])
    func `a name splits at its first space`(name: String, first: String, last: String) throws {
        let changed = try applied(["name": .string(name)], to: SampleLeads.lead())
        #expect(changed.contact.firstName == first)
        #expect(changed.contact.lastName == last)
    }

    @Test func `an appointment is kept, cleared or set`() throws {
        let lead = SampleLeads.lead { $0.schedulingDay = "2026-05-01T10:00:00" }
        #expect(try applied([:], to: lead).contact.schedulingDay == "2026-05-01T10:00:00")
        #expect(try applied([:], to: lead, schedulingDay: .clear).contact.schedulingDay == nil)
        let later = "2026-06-01T10:00:00"
        #expect(try applied([:], to: lead, schedulingDay: .set(later)).contact.schedulingDay == later)
    }

    @Test func `neither address nor number left is a fault of both`() throws {
        let failure = #expect(throws: APIError.self) { try applied(["email": nil], to: SampleLeads.lead()) }
        #expect(failure?.status == .unprocessableContent)
        #expect(failure?.details.keys.sorted() == ["email", "phone"])
    }

    @Test(arguments: LeadStatus.allCases, LeadStatus.allCases)
    func `a move is made when it is allowed; the same status again changes nothing`(from: LeadStatus, to: LeadStatus)
        throws
    {
        let lead = SampleLeads.lead(from)
        let json: JSON = ["status": .string(to.rawValue)]
        if from == to {
            #expect(try applied(json, to: lead) == lead)
        } else if from.moves.contains(to) {
            #expect(try applied(json, to: lead).status == to)
        } else {
            #expect(throws: APIError.self) { try applied(json, to: lead) }
        }
    }

    @Test func `the first reaching out is remembered, a later one is not`() throws {
        let reached = try applied(["status": "em_contato"], to: SampleLeads.lead())
        #expect(reached.status == .reachedOut)
        #expect(reached.reachedOutAt == now)
        var again = SampleLeads.lead()
        again.reachedOutAt = SampleLeads.instant("2026-02-01T12:00:00Z")
        #expect(try applied(["status": "REACHED_OUT"], to: again).reachedOutAt == again.reachedOutAt)
    }

    @Test func `names every faulty field at once`() throws {
        let clock = try #require(WallClock(zone: "UTC"))
        let failure = #expect(throws: APIError.self) {
            try change([
                "status": "OPEN", "email": "x", "phone": "1", "first_name": "<b>", "last_name": nil, "owner_id": "7",
                "scheduling_day": "soon",
            ]).remainder(by: clock) { _, _ in .none }
        }
        #expect(failure?.status == .unprocessableContent)
        let faulty = ["email", "first_name", "last_name", "owner_id", "phone", "scheduling_day", "status"]
        #expect(failure?.details.keys.sorted() == faulty)
    }

    @Test func `a change of the status alone needs one`() throws {
        let request = Request(try SampleExchange("PATCH", "/", json: ["first_name": "Ada"]))
        let clock = try #require(WallClock(zone: "UTC"))
        let input = try LeadStatusChange(reading: InputReader(request, segments: ["id": Lead.ID().text]))
        let failure = #expect(throws: APIError.self) { try input.change.remainder(by: clock) { _, _ in .none } }
        #expect(failure?.details == ["status": [Fault.missing.text]])
    }
}
