import DomainTestSupport
import FoundationEssentials
import MariaDB
import Posix
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

/// The touches of submissions, over the routes.
@Suite struct AttributionTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let desk: SampleDesk
    private let token: String
    private static let form = ["first_name": "Ada", "last_name": "Lovelace", "email": "ada@example.com"]
    private static let both: JSON = [
        "first": ["utm_source": "google", "utm_medium": "cpc", "gclid": "Cj0"],
        "last": ["utm_source": "news", "utm_campaign": "spring", "referrer": "mail.example"],
    ]
    private static var text: String { String(decoding: both.bytes, as: UTF8.self) }

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        desk = try SampleDesk(["UPLOAD_DIR": folder.file("resumes")], database: database)
        try FolderStore(folder.file("resumes")).prepare()
        token = try desk.managerToken()
    }

    private func lead(_ query: String = "") throws -> JSON {
        let list = try desk.send("GET", "/api/v1/leads\(query)", token: token)
        #expect(list.status == 200)
        return list.content["items"]?.elements.first ?? .null
    }

    private func total(_ query: String) throws -> JSON? {
        try desk.send("GET", "/api/v1/leads?\(query)", token: token).content["total"]
    }

    @Test func `a lead shows what its form stated, before and after the follow-up`() throws {
        #expect(try desk.submit(Self.form.merging(["touch": Self.text]) { $1 }).status == 201)
        for _ in 0...1 {
            let lead = try lead()
            #expect(lead["attribution"] == Self.both)
            #expect(try Lead.schema.faults(of: lead) == [])
            try desk.followUp()
        }
    }

    @Test(arguments: [Self.both, .string(Self.text)])
    func `partners and staff state it as an object or as a text`(touch: JSON) throws {
        let day = Instant.text(Date().addingTimeInterval(86_400 * 30))
        let partner: JSON = [
            "name": "Grace Hopper", "email": "grace@example.com", "phone": "+5511987654321", "business_name": "Navy",
            "scheduling_day": .string(day), "touch": touch,
        ]
        let sent = try desk.send("POST", "/api/v1/leads", partner, ["HTTP_X_CLIENT_TOKEN": SampleDesk.clientToken])
        #expect(sent.status == 201)
        #expect(try lead()["attribution"] == Self.both)
        let staff = try desk.send(
            "POST", "/api/v1/leads", ["name": "Alan", "email": "alan@example.com", "touch": touch], token: token)
        #expect(staff.content["lead"]?["attribution"] == Self.both)
    }

    @Test(arguments: ["", "x", "[1]", "{\"first\": {\"utm_source\": ", String(repeating: "[", count: 10_000)])
    func `a malformed touch is ignored`(touch: String) throws {
        #expect(try desk.submit(Self.form.merging(["touch": touch]) { $1 }).status == 201)
        #expect(try lead()["attribution"] == ["first": nil, "last": nil])
    }

    @Test func `no change reaches it`() throws {
        let id = try #require(try desk.submit(Self.form.merging(["touch": Self.text]) { $1 })["id"])
        for change: JSON in [
            ["attribution": nil, "job_position": "a"], ["touch": ["last": nil], "job_position": "b"],
        ] {
            let answer = try desk.send("PATCH", "/api/v1/leads/\(id)", change, token: token)
            #expect(answer.status == 200)
            #expect(answer.content["attribution"] == Self.both)
        }
        #expect(try desk.send("POST", "/api/v1/leads/\(id)/undo", token: token).content["attribution"] == Self.both)
    }

    @Test func `a further enquiry has its own, and the lead keeps that of its first`() throws {
        let id = try #require(try desk.submit(Self.form.merging(["touch": Self.text]) { $1 })["id"])
        let later: JSON = ["first": nil, "last": ["utm_source": "later"]]
        #expect(
            try desk.submit(Self.form.merging(["touch": String(decoding: later.bytes, as: UTF8.self)]) { $1 }).status
                == 409)
        #expect(try desk.submit(Self.form).status == 409)
        let enquiries = try desk.send("GET", "/api/v1/leads/\(id)/enquiries", token: token).content["enquiries"]
        #expect(enquiries?.elements.map { $0["attribution"] } == [nil, later, Self.both])
        #expect(try lead()["attribution"] == Self.both)
        try desk.followUp()
        #expect(try total("utm_source=later") == 0)
    }

    @Test func `a form without scripts is attributed to the query of its page, also when it is sent again`() throws {
        let page = [
            "HTTP_REFERER": "https://desk.example/en/?utm_source=flyer", "HTTP_HOST": "desk.example",
            "HTTP_ACCEPT": "text/html",
        ]
        #expect(try desk.submit(Self.form.merging(["touch": ""]) { $1 }, page).status == 303)
        let attribution = try lead()["attribution"]
        #expect(attribution?["first"]?["utm_source"] == "flyer" && attribution?["last"]?["landing"] == "/en/")
        let stated = Self.form.merging(["email": "b@example.com", "touch": Self.text]) { $1 }
        #expect(try desk.submit(stated, page).status == 303)
        #expect(try lead("?q=b@example.com")["attribution"] == Self.both)
    }

    @Test func `lists filter by the last touch, before and after the follow-up`() throws {
        for (number, last) in [
            ["utm_source": "news", "utm_medium": "mail", "utm_campaign": "spring"], ["utm_source": "news"],
            ["utm_source": "News"], ["utm_campaign": "spring"], [:],
        ].enumerated() {
            let touch = JSON.object([
                "first": ["utm_source": "first"],
                "last": .object(Members(last.map { ($0.key, .string($0.value)) }, uniquingKeysWith: { $1 })),
            ])
            let fields = Self.form.merging([
                "email": "a\(number)@example.com", "touch": String(decoding: touch.bytes, as: UTF8.self),
            ]) { $1 }
            #expect(try desk.submit(fields).status == 201)
        }
        for _ in 0...1 {
            #expect(try total("utm_source=news") == 2)
            #expect(try total("utm_source=News") == 1)
            #expect(try total("utm_source=first") == 0)
            #expect(try total("utm_campaign=spring&utm_source=news") == 1)
            #expect(try total("utm_campaign=spring&sort_by=email") == 2)
            #expect(try total("utm_campaign=spring&q=a3") == 1)
            #expect(try total("utm_medium=mail&status=PENDING&created_from=2026-01-01") == 1)
            #expect(try total("utm_medium=mail&status=LOST") == 0)
            #expect(try lead("?utm_source=news&sort_desc=false")["email"] == "a0@example.com")
            #expect(try lead("?utm_source=news&page=2&page_size=1")["email"] == "a0@example.com")
            try desk.followUp()
        }
        let export = try desk.send("GET", "/api/v1/leads/export?utm_source=news", token: token)
        #expect(export.text.split(separator: "\r\n").count == 3)
    }

    @Test func `a list by campaign reads its leads and no other`() throws {
        let connection = database.connection()
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, created_at, updated_at, follow_up, attribution)
            SELECT UNHEX(MD5(seq)), 'Ada', '', '2026-03-10' + INTERVAL seq SECOND, '2026-03-10', 'done',
              JSON_OBJECT('last', JSON_OBJECT('utm_campaign', IF(seq MOD 1000 = 0, 'rare', 'usual')))
            FROM seq_1_to_20000
            """)
        try connection.execute(
            """
            INSERT INTO lead_touches (lead_id, created_at, last_campaign)
            SELECT id, created_at, JSON_VALUE(attribution, '$.last.utm_campaign')
            FROM leads
            """)
        for (campaign, count, limit) in [("rare", 20, 200), ("usual", 19_980, 21_000)] {
            var filter = LeadFilter()
            filter.touches = [TouchCondition(.campaign, campaign)]
            let before = try connection.indexEntriesRead()
            let found = try LeadStore(connection).page(Page(number: 1, size: 10), of: filter, in: LeadOrder())
            #expect(found.total == count && found.leads.count == 10)
            #expect(try connection.indexEntriesRead() - before < limit)
        }
    }
}
