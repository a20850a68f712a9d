import DomainTestSupport
import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct LeadExportTests {
    private let database: ScratchDatabase
    private let desk: SampleDesk
    private let token: String

    init() throws {
        database = try ScratchDatabase.withSchema()
        desk = try SampleDesk(database: database)
        token = try desk.managerToken()
    }

    private func add(_ email: String, _ change: (inout LeadContact) -> Void = { _ in }) throws {
        let contact = SampleLeads.contact {
            $0.email = email
            change(&$0)
        }
        try LeadStore(database.connection()).insert(
            Lead.ID(), contact, resume: nil, at: SampleLeads.instant("2026-01-31T12:00:00Z"))
    }

    private func lines(_ query: String = "?sort_by=email&sort_desc=false") throws -> [String] {
        let answer = try desk.send("GET", "/api/v1/leads/export\(query)", token: token)
        #expect(answer.status == 200)
        #expect(answer.fields["Content-Type"] == "text/csv; charset=utf-8; header=present")
        #expect(answer.fields["Content-Disposition"]?.hasPrefix("attachment; filename=\"leads.csv\"") == true)
        #expect(answer.text.hasSuffix("\r\n"))
        // A line's end is one character of Swift.
        return answer.text.split(separator: "\r\n").map(String.init)
    }

    @Test func `has the members of a lead for its columns`() throws {
        let members = try JSONText.parse(JSONText.bytes(of: SampleLeads.lead()))
        guard case .object(let members) = members else { throw JSONText.Fault.malformed }
        // Each own field has a column of its own; touches and consents have none.
        #expect(Set(Lead.columnNames) == Set(members.keys).subtracting(["custom", "attribution", "consents"]))
        var text = CSVText()
        SampleLeads.lead().append(to: &text)
        #expect(text.bytes.count { $0 == UInt8(ascii: ",") } == Lead.columnNames.count - 1)
    }

    @Test func `holds the leads that a list would, in its order`() throws {
        try add("b@example.com") { $0.firstName = "=1+1" }
        try add("a@example.com") {
            $0[.businessName] = "Engines, \"Söhne\""
            $0.phone = "+5511987654321"
        }
        let all = try lines()
        #expect(all.count == 3)
        #expect(all[0] == Lead.columnNames.joined(separator: ","))
        // The other details, the appointment and the résumé are empty.
        let empty = String(repeating: ",", count: LeadDetail.all.count + 3)
        let cells = "Ada,Lovelace,Ada Lovelace,a@example.com,+5511987654321,\"Engines, \"\"Söhne\"\"\""
        #expect(all[1].contains(",\(cells)\(empty)PENDING,0,cold,"))
        #expect(all[2].contains(",'=1+1,Lovelace,'=1+1 Lovelace,b@example.com,"))
        #expect(try lines("?search=engines").count == 2)
        #expect(try lines("?status=LOST").count == 1)
    }

    @Test func `a list longer than a piece comes whole, each lead once`() throws {
        try LeadStore(database.connection()).seed(2_000)
        let all = try lines("")
        #expect(all.count == 2_001)
        #expect(Set(all).count == 2_001)
    }

    @Test func `wrong filters are reported before anything is sent`() throws {
        #expect(try desk.send("GET", "/api/v1/leads/export?sort_by=shoe", token: token).faultyFields == ["sort_by"])
        #expect(try desk.send("GET", "/api/v1/leads/export").status == 401)
    }

    @Test func `an unavailable database is reported in the one form`() throws {
        try database.connection().executeScript("RENAME TABLE leads TO elsewhere;")
        #expect(try desk.send("GET", "/api/v1/leads/export", token: token).code == "SERVICE_UNAVAILABLE")
        #expect(try desk.send("HEAD", "/api/v1/leads/export", token: token).status == 200)
    }
}
