import FoundationEssentials
import MariaDB
import Posix
import Routing
import Synchronization
import TestSupport
import Testing
import Values

@testable import Leads

@Suite struct EnquiryTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore
    private let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
    }

    private static let contact = SampleLeads.contact {
        $0.firstName = "Zoë \"Z\" \\ 🙂"
        $0.lastName = "Müller d'Ávila"
        $0.phone = "+5511987654321"
        $0[.businessName] = "Engines & Söhne"
        $0[.businessTracking] = "site"
        $0[.jobPosition] = "Countess"
        $0[.invoicing] = "50k-100k"
        $0[.collaborators] = "11-50"
        $0.schedulingDay = "2030-01-31T14:30:00"
    }

    private func keep(
        _ contact: LeadContact, by form: Enquiry.Form = .form, resume: Resume? = nil, after seconds: Double = 0
    ) throws -> (id: Lead.ID, lead: Lead.ID) {
        let id = Lead.ID()
        let moment = now.addingTimeInterval(seconds)
        let isNew = try store.keep(Submission(id, contact, by: form, resume: resume, at: moment))
        return (id, try isNew ? id : #require(try store.lead(ofEnquiry: id)))
    }

    private func enquiries(of lead: Lead.ID, page: Int = 1, size: Int = 100) throws -> [Enquiry] {
        try store.enquiries(Page(number: page, size: size), of: lead).enquiries
    }

    private static func resume(_ letter: String) -> Resume {
        Resume(
            path: "aa/\(letter).pdf", filename: "\(letter).pdf", contentType: "application/pdf", bytes: 3,
            digest: [UInt8](repeating: 7, count: 32))
    }

    @Test(arguments: Enquiry.Form.allCases)
    func `the first submission and the next say the same of the same fields`(form: Enquiry.Form) throws {
        let (id, lead) = try keep(Self.contact, by: form, resume: Self.resume("a"))
        #expect(id == lead)
        let (next, same) = try keep(Self.contact, by: form, resume: Self.resume("b"), after: 1)
        #expect(same == lead && next != lead)
        let found = try enquiries(of: lead)
        #expect(found.map(\.id.text) == [next.text, lead.text])
        #expect(found.map(\.resume) == [Self.resume("b"), Self.resume("a")])
        #expect(found.map(\.createdAt) == [now.addingTimeInterval(1), now])
        for enquiry in found {
            #expect(enquiry.form == form)
            #expect(enquiry.fields == EnquiryFields(Self.contact, by: form))
            #expect(try Enquiry.schema.faults(of: enquiry) == [])
        }
        #expect(found[0].fields.values.count == (form == .form ? 10 : 9))
    }

    @Test(arguments: Enquiry.Form.allCases)
    func `omitted fields are in no enquiry`(form: Enquiry.Form) throws {
        let contact = SampleLeads.contact { $0.lastName = "" }
        let (_, lead) = try keep(contact, by: form)
        _ = try keep(contact, by: form)
        let names: Set<String> = form == .form ? ["first_name", "last_name", "email"] : ["name", "email"]
        for enquiry in try enquiries(of: lead) {
            #expect(Set(enquiry.fields.values.keys) == names)
            #expect(enquiry.fields.values["name"] ?? "Ada" == "Ada")
            #expect(enquiry.resume == nil)
        }
    }

    @Test func `the first enquiry is unaffected by changes of its lead`() throws {
        let (_, id) = try keep(Self.contact, resume: Self.resume("a"))
        let before = try enquiries(of: id)
        for name in ["Ana", "Bea"] {
            var lead = try #require(try store.find(id))
            lead.contact = LeadContact()
            lead.contact.firstName = name
            lead.contact.phone = "+442071234567"
            #expect(try store.update(lead, at: now))
            #expect(try enquiries(of: id) == before)
        }
        // The address is free now: who sends it becomes a lead.
        let (next, other) = try keep(Self.contact)
        #expect(next == other)
    }

    @Test func `a lead that was entered without an address is never a duplicate`() throws {
        let contact = SampleLeads.contact {
            $0.email = nil
            $0.phone = "+5511987654321"
        }
        let (first, second) = try (keep(contact, by: .staff), keep(contact, by: .staff))
        #expect(first.id == first.lead && second.id == second.lead)
        #expect(try enquiries(of: first.lead).count == 1)
    }

    @Test func `pages hold each enquiry once, newest first`() throws {
        let (_, lead) = try keep(Self.contact, after: 3)
        for second in [1.0, 5, 5, 2, 4, 0] { _ = try keep(Self.contact, after: second) }
        let whole = try enquiries(of: lead)
        #expect(whole.map { Int($0.createdAt.timeIntervalSince(now)) } == [5, 5, 4, 3, 2, 1, 0])
        #expect(try (1...4).flatMap { try enquiries(of: lead, page: $0, size: 2) } == whole)
        let past = try store.enquiries(Page(number: Page.lastNumber, size: 100), of: lead)
        #expect(past.enquiries == [] && past.total == 7)
        #expect(try store.enquiries(Page(number: 1, size: 100), of: Lead.ID()).total == 0)
    }

    @Test func `an enquiry is its own lead's only, and goes with it`() throws {
        let (_, lead) = try keep(Self.contact)
        let (_, other) = try keep(SampleLeads.contact { $0.email = "bob@example.com" })
        for enquiry in [try keep(Self.contact).id, lead] {
            let id = try #require(Enquiry.ID(enquiry.text))
            #expect(try store.enquiry(id, of: lead)?.id == id)
            #expect(try store.enquiry(id, of: other) == nil)
        }
        try connection.execute("DELETE FROM leads WHERE id = \(lead)")
        #expect(try connection.fetchValue("SELECT COUNT(*) FROM enquiries") == 0)
    }

    @Test func `a submission whose transaction fails leaves no enquiry`() throws {
        struct RolledBack: Error {}
        let (_, lead) = try keep(Self.contact)
        #expect(throws: RolledBack.self) {
            try connection.transaction {
                _ = try store.keep(Submission(Lead.ID(), Self.contact, by: .form, at: now))
                throw RolledBack()
            }
        }
        #expect(try enquiries(of: lead).count == 1)
    }

    @Test func `the file of an enquiry is one that the sweep knows`() throws {
        _ = try keep(Self.contact, resume: Self.resume("a"))
        _ = try keep(Self.contact, resume: Self.resume("b"))
        #expect(try store.known(["aa/a.pdf", "aa/b.pdf", "aa/c.pdf"]) == ["aa/a.pdf", "aa/b.pdf"])
    }

    @Test func `of first submissions that race for one address one makes the lead and all are kept`() async throws {
        let outcomes = try await withThrowingTaskGroup(of: (Lead.ID, Lead.ID).self) { group in
            for number in 0..<12 {
                group.addTask { [database, now] in
                    let store = LeadStore(database.connection())
                    let id = Lead.ID()
                    let isNew = try store.keep(
                        Submission(id, Self.contact, by: .form, resume: Self.resume("\(number)"), at: now))
                    return (id, try isNew ? id : #require(try store.lead(ofEnquiry: id)))
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        let lead = try #require(outcomes.first).1
        #expect(outcomes.allSatisfy { $0.1 == lead })
        #expect(outcomes.count { $0.0 == lead } == 1)
        let kept = try enquiries(of: lead)
        #expect(Set(kept.map(\.id.text)) == Set(outcomes.map(\.0.text)))
        #expect(Set(kept.compactMap(\.resume?.path)).count == 12)
    }

    /// What joins the character before it, or the one after it, to one `Character` of Swift.
    private static let joiners = [
        "\u{301}", "\u{327}\u{301}", "\u{200D}", "\u{FE0F}", "\u{FE00}", "\u{E0100}", "\u{20DD}", "\u{1F3FB}",
        "\u{93E}",
        "\u{E33}", "\u{11A8}", "\u{E0061}",
    ]
    private static let prefixes = ["", "\u{600}", "\u{110BD}", "e\u{301}", "🙂", "\u{1F1E7}"]

    @Test func `whatever JSON escapes is read as it was written, whatever joins it`() throws {
        var texts: [String] = []
        for sign in ["\"", "\\", "/", "\\\"", "\\n", "\\u0041", "\",\"email\":\"x", "\u{2028}", "\u{7F}", "{", "}"] {
            for prefix in Self.prefixes {
                for joiner in Self.joiners + [""] { texts.append("A \(prefix)\(sign)\(joiner)") }
            }
        }
        let (_, lead) = try keep(SampleLeads.contact())
        for chunk in stride(from: 0, to: texts.count, by: 16) {
            let whole = texts[chunk..<min(chunk + 16, texts.count)].joined(separator: " ")
            let contact = SampleLeads.contact { $0[.jobPosition] = String(whole.unicodeScalars.prefix(200)) }
            let (id, same) = try keep(contact)
            #expect(same == lead)
            let enquiryID = try #require(Enquiry.ID(id.text))
            let enquiry = try #require(try store.enquiry(enquiryID, of: lead))
            #expect(
                enquiry.fields.values["job_position"].map { Array($0.utf8) }
                    == contact[.jobPosition].map { Array($0.utf8) })
        }
        for text in texts {
            let fields = EnquiryFields(SampleLeads.contact { $0[.jobPosition] = text }, by: .partner)
            let written = try JSONText.parse(JSONText.bytes(of: fields))
            guard case .string(let read)? = written["job_position"] else { throw JSONText.Fault.malformed }
            #expect(Array(read.utf8) == Array(text.utf8))
        }
    }

    @Test(arguments: [
        (
            #"{"email":"ada@example.com","job_position":"A \\#u{301} \"b\" \\ c"}"#,
            ["email": "ada@example.com", "job_position": "A \\\u{301} \"b\" \\ c"]
        ),
        (#"{"name":"\q"}"#, ["name": #"\q"#]),
    ])
    func `a lone backslash stored by an earlier release is read`(stored: String, fields: [String: String]) throws {
        let (_, lead) = try keep(SampleLeads.contact())
        let (next, _) = try keep(SampleLeads.contact(), after: 1)
        try connection.execute("UPDATE enquiries SET fields = \(stored) WHERE id = \(next)")
        let read = try #require(try enquiries(of: lead).first).fields.values
        #expect(read == Members(fields.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 }))
    }

    @Test func `a text that cannot be read is shown as it is, and ends neither the list nor the download`() throws {
        try connection.executeScript("SET check_constraint_checks = 0;")
        let (_, lead) = try keep(SampleLeads.contact())
        let (next, _) = try keep(SampleLeads.contact(), resume: Self.resume("a"), after: 1)
        try connection.execute("UPDATE enquiries SET fields = \("{broken") WHERE id = \(next)")
        let found = try enquiries(of: lead)
        #expect(
            found.map(\.fields.values) == [
                ["unreadable": "{broken"], EnquiryFields(SampleLeads.contact(), by: .form).values,
            ])
        #expect(found.first?.resume == Self.resume("a"))
        #expect(try found.allSatisfy { try Enquiry.schema.faults(of: $0) == [] })
    }

    @Test func `fields are in the order of a lead's members`() throws {
        let text = String(decoding: JSONText.bytes(ofWritable: EnquiryFields(Self.contact, by: .form)), as: UTF8.self)
        let names = ["first_name", "last_name", "email", "phone", "business_name", "scheduling_day"]
        let places = names.map { text.firstRange(of: "\"\($0)\":")?.lowerBound }
        #expect(places.allSatisfy { $0 != nil } && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    }

    @Test func `a submission that waits for the deletion of its lead makes a lead of its own`() throws {
        let (_, lead) = try keep(Self.contact, resume: Self.resume("a"))
        let (id, other) = (Lead.ID(), database.connection())
        let isRemoved = Atomic(false)
        let outcome = Mutex<Result<Bool, any Error>?>(nil)
        // Not a task: the threads of the tests may all be busy.
        let thread = try ThreadHandle { [database, now] in
            while !isRemoved.load(ordering: .acquiring) { ThisProcess.sleep(milliseconds: 1) }
            let result = Result {
                try LeadStore(database.connection()).keep(
                    Submission(id, Self.contact, by: .form, resume: Self.resume("b"), at: now))
            }
            outcome.withLock { $0 = result }
        }
        try connection.transaction {
            defer { isRemoved.store(true, ordering: .releasing) }
            let found = try #require(try store.find(lead))
            #expect(try store.remove(found) == ["aa/a.pdf"])
            isRemoved.store(true, ordering: .releasing)
            let waits: SQL =
                "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE '%INSERT INTO leads%'"
            // InnoDB refreshes this table only after 100 ms without a query of it.
            for _ in 0..<50 {
                ThisProcess.sleep(milliseconds: 150)
                if try other.fetchValue(waits, as: Int.self) != 0 { break }
            }
        }
        thread.join()
        #expect(try outcome.withLock { $0 }?.get() == true)
        #expect(try store.find(id)?.contact == Self.contact)
        #expect(try store.find(lead) == nil)
    }
}
