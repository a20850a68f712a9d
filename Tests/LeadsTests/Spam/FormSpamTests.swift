import DomainTestSupport
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Storage
import TestSupport
import Testing
import Values

@testable import Leads

/// Spam through forms that a business defined, over the routes.
@Suite struct FormSpamTests {
    private let folder: ScratchFolder
    private let database: ScratchDatabase
    private let desk: SampleDesk
    private let token: String
    private static let touch: JSON = ["first": ["utm_source": "ads"], "last": ["utm_source": "news"]]

    init() throws {
        folder = try ScratchFolder()
        database = try ScratchDatabase.withSchema()
        desk = try SampleDesk(
            ["UPLOAD_DIR": folder.file("resumes"), "ATTORNEY_EMAIL": "desk@law.example"], database: database)
        try FolderStore(folder.file("resumes")).prepare()
        token = try desk.managerToken()
    }

    /// Makes the form `quote`; gives its address.
    private func makeForm(guard protection: String = "standard") throws -> String {
        let form: JSON = [
            "slug": "quote", "title": ["en": "Quote"], "guard": .string(protection),
            "fields": [
                ["field": "name", "required": true], ["field": "email", "required": true], ["field": "message"],
            ],
            "consents": [["purpose": "news", "text": ["en": "Send me news."]]],
            "notify_emails": ["sales@law.example"],
        ]
        let made = try desk.send("POST", "/api/v1/forms", form, token: token)
        let id = try #require(made.content["form"]?["id"]?.text)
        return "/api/v1/forms/\(id)"
    }

    private func submit(_ said: JSON = [:], _ variables: [String: String] = [:]) throws -> Reception {
        let usual: JSON = ["name": "Ada Lovelace", "email": "ada@example.com"]
        let all = usual.members.merging(said.members) { $1 }
        return try desk.send("POST", "/api/v1/forms/quote/submissions", .object(all), variables)
    }

    private func stamp(_ form: String = "quote", version: Int = 1, bits: Int = 16) -> (stamp: JSON, proof: JSON) {
        let text = StampSigner(desk.settings).sign(
            Stamp(form: form, version: version, at: Date().addingTimeInterval(-30)))
        return (.string(text), .string(SampleSpam.proof(of: text, bits: bits)))
    }

    private func shown(_ path: String) throws -> JSON {
        try desk.send("GET", "/api/v1/\(path)", token: token).content
    }

    private func total(of path: String) throws -> Int? { try shown(path)["total"]?.integer }

    private func rows(_ sql: SQL) throws -> Int { try database.connection().fetchValue(sql) ?? -1 }

    private func rules(_ id: String) throws -> [String] {
        (try shown("quarantine/\(id)")["quarantined"]?["reasons"]?.elements ?? []).compactMap { $0["rule"]?.text }
    }

    @Test func `the guard is that of the form, and off puts nothing aside`() throws {
        let form = try makeForm(guard: "off")
        #expect(try submit(["website": "x"]).status == 201)
        #expect(try total(of: "leads") == 1)
        _ = try desk.send("PATCH", form, ["guard": "strict"], token: token)
        let bare = try #require(try submit(["email": "b@example.com"])["id"])
        #expect(try rules(bare) == ["no_stamp"])
        let (stamp, proof) = stamp(version: 2, bits: 18)
        #expect(try submit(["email": "c@example.com", "stamp": stamp, "proof": proof]).status == 201)
        #expect(try total(of: "leads") == 2 && total(of: "quarantine") == 1)
    }

    @Test func `JSON has stamp, proof and trap as members; of another form a stamp is forged`() throws {
        _ = try makeForm()
        let (own, proof) = stamp()
        let fast: JSON = ["stamp": own, "proof": proof, "website": 1]
        #expect(try rules(try #require(try submit(fast)["id"])) == ["trap"])
        let (other, otherProof) = stamp("contact")
        let foreign = try submit(["email": "b@example.com", "stamp": other, "proof": otherProof])
        #expect(try rules(try #require(foreign["id"])) == ["forged"])
        let (last, number) = stamp()
        let count = try #require(number.text.flatMap { Int($0) })
        #expect(try submit(["email": "c@example.com", "stamp": last, "proof": JSON(count)]).status == 201)
        #expect(try total(of: "leads") == 1)
    }

    @Test func `a front end is given a stamp of the form with the work that its guard asks for`() throws {
        let form = try makeForm()
        for (guarded, bits, version) in [("standard", 16, 1), ("strict", 18, 2), ("off", 16, 3)] {
            if version > 1 { _ = try desk.send("PATCH", form, ["guard": .string(guarded)], token: token) }
            let said = try desk.send("GET", "/api/v1/forms/quote/public").content["stamp"]
            #expect(said?["bits"]?.integer == bits)
            let stamp = said?["value"]?.text.flatMap { StampSigner(desk.settings).read($0) }
            #expect(stamp?.form == "quote" && stamp?.version == version)
        }
    }

    @Test func `a page has a stamp unless its guard is off, and keeps a good one when it is shown again`() throws {
        let form = try makeForm()
        let page = try desk.send("GET", "/f/quote").text
        let start = try #require(page.firstRange(of: "name=\"stamp\" value=\"")?.upperBound)
        let value = String(page[start...].prefix { $0 != "\"" })
        #expect(StampSigner(desk.settings).read(value)?.form == "quote" && page.contains("data-bits=\"16\""))
        func again(_ stamp: String) throws -> String {
            try desk.send(
                "POST", "/api/v1/forms/quote/submissions", form: "name=&email=&stamp=\(stamp)",
                ["HTTP_ACCEPT": "text/html"]
            ).text
        }
        #expect(try again(value).contains(value))
        let expired = StampSigner(desk.settings).sign(
            Stamp(form: "quote", version: 1, at: Date().addingTimeInterval(-Stamp.lifetime - 1)))
        for stamp in [expired, "quote.1.2.x.y"] {
            let shown = try again(stamp)
            #expect(shown.contains("name=\"stamp\"") && !shown.contains(stamp))
        }
        _ = try desk.send("PATCH", form, ["guard": "off"], token: token)
        #expect(try !desk.send("GET", "/f/quote").text.contains("name=\"stamp\""))
    }

    @Test func `a release brings form, version, consents and touches along, each once`() throws {
        let form = try makeForm()
        let said: JSON = ["website": "x", "consent": ["news": true], "touch": Self.touch, "message": "Call me"]
        let id = try #require(try submit(said)["id"])
        _ = try desk.send("PATCH", form, ["title": ["en": "Other"], "slug": "offer"], token: token)
        #expect(try desk.followUp() == 0)
        #expect(try shown(String(form.dropFirst(8)))["form"]?["submissions"]?.integer == 0)
        #expect(try rows("SELECT COUNT(*) FROM consents") == 0)
        #expect(try shown("quarantine/\(id)")["quarantined"]?["form_slug"]?.text == "offer")
        let released = try desk.send("POST", "/api/v1/quarantine/\(id)/release", token: token)
        #expect(released.status == 201 && released.content["lead"]?["attribution"] == Self.touch)
        for _ in 0...1 {
            try desk.followUp()
            let enquiry = try shown("leads/\(id)/enquiries")["enquiries"]?.elements.first
            #expect(enquiry?["form_slug"]?.text == "offer" && enquiry?["form_version"]?.integer == 1)
            #expect(enquiry?["attribution"] == Self.touch)
            #expect(try shown(String(form.dropFirst(8)))["form"]?["submissions"]?.integer == 1)
            #expect(try rows("SELECT COUNT(*) FROM consents WHERE channel = 'form:quote@1' AND is_given") == 1)
            #expect(try rows("SELECT COUNT(*) FROM lead_touches WHERE last_source = 'news'") == 1)
            #expect(try rows("SELECT CAST(SUM(total) AS INT) FROM form_days") == 1)
            #expect(try rows("SELECT COUNT(*) FROM outbox WHERE recipient = 'sales@law.example'") == 1)
        }
    }

    @Test func `a lead that staff mark and release counts once, and its consents are recorded once`() throws {
        let form = String(try makeForm().dropFirst(8))
        for isFollowed in [true, false] {
            let email: JSON = .string("ada\(isFollowed)@example.com")
            let said: JSON = ["email": email, "consent": ["news": true], "touch": Self.touch]
            let id = try #require(try submit(said)["id"])
            if isFollowed { try desk.followUp() }
            #expect(try desk.send("POST", "/api/v1/leads/\(id)/spam", token: token).status == 200)
            let before = isFollowed ? 0 : 1
            #expect(try shown(form)["form"]?["submissions"]?.integer == before)
            #expect(try desk.send("POST", "/api/v1/quarantine/\(id)/release", token: token).status == 201)
            #expect(try shown(form)["form"]?["submissions"]?.integer == before + 1)
            try desk.followUp()
            #expect(try shown(form)["form"]?["submissions"]?.integer == before + 1)
            #expect(try rows("SELECT COUNT(*) FROM consents") == before + 1)
            #expect(try rows("SELECT COUNT(*) FROM lead_touches") == before + 1)
            #expect(try rows("SELECT CAST(SUM(total) AS INT) FROM form_days") == before + 1)
        }
    }

    @Test func `a lead that comes back has its ledger, as itself or as an enquiry of another lead`() throws {
        _ = try makeForm()
        for isKnown in [false, true] {
            let email: JSON = .string("ada\(isKnown)@example.com")
            let id = try #require(try submit(["email": email, "consent": ["news": true]])["id"])
            try desk.followUp()
            let refusal: JSON = ["purpose": "news", "is_given": false, "text": "By telephone."]
            #expect(try desk.send("POST", "/api/v1/leads/\(id)/consents", refusal, token: token).status == 201)
            #expect(try desk.send("POST", "/api/v1/leads/\(id)/spam", token: token).status == 200)
            let other = isKnown ? try submit(["email": email])["id"] : nil
            let released = try desk.send("POST", "/api/v1/quarantine/\(id)/release", token: token)
            #expect(released.content["lead"]?["id"]?.text == other ?? id)
            for _ in 0...1 {
                let lead = try shown("leads/\(other ?? id)")
                #expect(lead["consents"] == ["news": false] && lead["id"]?.text == other ?? id)
                #expect(try shown("leads/\(other ?? id)/consents")["consents"]?.elements.count == 2)
                try desk.followUp()
            }
        }
    }

    @Test func `a form with submissions in quarantine is deactivated, not deleted`() throws {
        let form = try makeForm()
        let id = try #require(try submit(["website": "x"])["id"])
        #expect(try desk.send("DELETE", form, token: token).status == 200)
        #expect(try shown(String(form.dropFirst(8)))["form"]?["is_active"] == false)
        #expect(try desk.send("POST", "/api/v1/quarantine/\(id)/release", token: token).status == 201)
        #expect(try shown("leads/\(id)/enquiries")["enquiries"]?.elements.first?["form_slug"]?.text == "quote")
    }

    @Test func `partners are not judged here either`() throws {
        _ = try makeForm(guard: "strict")
        #expect(try submit(["website": "x"], ["HTTP_X_CLIENT_TOKEN": SampleDesk.clientToken]).status == 201)
        #expect(try total(of: "leads") == 1)
    }
}
