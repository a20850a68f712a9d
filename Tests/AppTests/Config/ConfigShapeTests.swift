import App
import Configuration
import Environment
import Frame
import Leads
import Messaging
import Routing
import TestSupport
import Testing
import Values

@testable import StoredSettings

@Suite struct ConfigShapeTests {
    private func read(
        _ section: any ConfigSection.Type, _ given: Members<JSON>, onto stored: Members<JSON> = [:],
        merging: Bool = false
    ) throws -> Members<JSON> {
        var faults = ConfigFaults()
        let values = ConfigShape.applied(
            given, to: .object(stored), merging: merging, section.members, at: "", &faults)
        section.check(values.members, for: try settings(), at: "", &faults)
        try faults.check()
        return values.members
    }

    private func settings() throws -> Settings { try Settings([:], for: .administering) }

    private func faults(_ section: any ConfigSection.Type, _ given: Members<JSON>) -> Set<String> {
        do {
            _ = try read(section, given)
            return []
        } catch let error as APIError {
            return Set(error.details.keys)
        } catch {
            return ["\(error)"]
        }
    }

    @Test func `values are brought into the form they are stored in`() throws {
        let company = try read(
            CompanyConfig.self,
            [
                "legal_name": "  Padaria  ", "cnpj": "12.abc.345/01de-35", "email": "Oi@Example.com",
                "phone": "+5511987654321", "tax_regime": "mei",
                "address": ["state": "sp", "zip_code": "01310-100", "city": "São Paulo"],
                "trade_name": "", "state_registration": "  ",
            ])
        #expect(
            company == [
                "legal_name": "Padaria", "cnpj": "12ABC34501DE35", "email": "oi@example.com",
                "phone": "+5511987654321", "tax_regime": "mei",
                "address": ["state": "SP", "zip_code": "01310100", "city": "São Paulo"],
            ])
        #expect(try read(AppearanceConfig.self, ["primary_color": "#AbCdEf"]) == ["primary_color": "#abcdef"])
        #expect(try read(ChatConfig.self, ["greeting": "\r\n Olá \r\ntudo bem?\n"]) == ["greeting": "Olá\ntudo bem?"])
    }

    @Test func `an empty text is null in a setting of any kind, and a fault in a list`() throws {
        let stored: Members<JSON> = ["smtp_port": 25, "smtp_host": "mail.example", "smtp_tls": "implicit"]
        let given: Members<JSON> = ["smtp_port": "", "smtp_host": "", "smtp_tls": nil, "from_name": "\u{200B}"]
        #expect(try read(EmailConfig.self, given, onto: stored, merging: true) == [:])
        #expect(faults(EmailConfig.self, ["notify_emails": ["", "a@b.example"]]) == ["notify_emails[0]"])
    }

    @Test func `a telephone number belongs to the country of the installation`() throws {
        var faults = ConfigFaults(by: Conventions(country: "BR"))
        let values = ConfigShape.applied(
            ["phone": "(27) 3222-1111"], to: nil, merging: true, CompanyConfig.members, at: "", &faults)
        #expect(values.members == ["phone": "+552732221111"])
    }

    @Test func `all faults are reported together, by path`() {
        #expect(
            faults(
                CompanyConfig.self,
                [
                    "cnpj": "11.222.333/0001-82", "phone": "119", "tax_regime": "none", "email": 1,
                    "address": ["state": "XX", "zip_code": "1234", "number": "", "planet": 1], "razao_social": "x",
                ]) == [
                    "cnpj", "phone", "tax_regime", "email", "address.state", "address.zip_code", "address.planet",
                    "razao_social",
                ])
        #expect(faults(CompanyConfig.self, ["address": "Rua"]) == ["address"])
        #expect(faults(CompanyConfig.self, ["cnpj": "52998224725"]) == ["cnpj"])
        #expect(
            faults(EmailConfig.self, ["smtp_port": 0, "smtp_tls": "ssl", "notify_emails": ["a@b.example", "x", nil]])
                == ["smtp_port", "smtp_tls", "notify_emails[1]", "notify_emails[2]"])
        #expect(
            faults(
                ChatConfig.self,
                [
                    "opening_hours": [
                        "monday": ["08:00-12:00", "11:00-18:00"], "friday": ["8-12"], "sunday": ["18:00-08:00"],
                    ],
                    "inactivity_minutes": 0,
                ]) == [
                    "opening_hours.monday", "opening_hours.friday[0]", "opening_hours.sunday[0]", "inactivity_minutes",
                ])
        #expect(
            faults(WhatsAppConfig.self, ["driver": "pigeon", "proxy_url": "ftp://x", "api_base_url": "https://"])
                == ["driver", "proxy_url", "api_base_url"])
    }

    @Test(arguments: [
        "red", "#12345", "#1234567", "#12345g", "#",
    ])
    func `a colour has six digits`(colour: String) {
        #expect(faults(AppearanceConfig.self, ["primary_color": .string(colour)]) == ["primary_color"])
    }

    @Test(
        arguments: [
            ("https://cdn.example/logo.png", true), ("http://cdn.example/logo.png", false),
            ("javascript:alert(1)", false),
            ("data:image/png;base64,iVBORw0KGgo=", true), ("data:image/png;base64,AAAA", false),
            ("data:image/png;base64,\u{301}iVBORw0KGgo=", false),
            ("data:image/svg+xml;base64,PHN2Zy8+", true), ("data:text/html;base64,PHN2Zy8+", false),
            ("data:image/png;base64," + String(repeating: "iVBORw0K", count: 9000), false),
        ] as [(String, Bool)])
    func `a logo is an https address or a small picture`(logo: String, isGood: Bool) {
        #expect(faults(AppearanceConfig.self, ["logo_url": .string(logo)]).isEmpty == isGood, "\(logo.prefix(60))")
    }

    @Test func `merging keeps what is left out, replacing lets it go`() throws {
        let stored: Members<JSON> = ["legal_name": "A", "trade_name": "B", "address": ["city": "C", "state": "SP"]]
        let given: Members<JSON> = ["trade_name": nil, "address": ["city": "D"]]
        #expect(
            try read(CompanyConfig.self, given, onto: stored, merging: true) == [
                "legal_name": "A", "address": ["city": "D", "state": "SP"],
            ])
        #expect(try read(CompanyConfig.self, given, onto: stored) == ["address": ["city": "D"]])
    }

    @Test func `a mask leaves a secret alone, an empty text clears it`() throws {
        let stored: Members<JSON> = ["smtp_password": ["sealed": "x", "version": 3]]
        for merging in [true, false] {
            func after(_ value: JSON) throws -> Members<JSON> {
                try read(EmailConfig.self, ["smtp_password": value], onto: stored, merging: merging)
            }
            #expect(try after("********") == stored)
            #expect(try after("") == [:])
            #expect(try after(.null) == [:])
            #expect(try after("new") == ["smtp_password": ["unsealed": "new"]])
        }
        #expect(try read(EmailConfig.self, ["smtp_password": "********"]) == [:])
        #expect(faults(EmailConfig.self, ["smtp_password": ["sealed": "x", "version": 1]]) == ["smtp_password"])
    }

    @Test func `the representation has the declared shape`() throws {
        let filled = ConfigSnapshot([
            "email": StoredConfig(
                values: ["smtp_password": ["sealed": "x"], "notify_emails": ["a@b.example"]], version: 2),
            "company": StoredConfig(values: ["address": ["city": "C"], "cnpj": "12ABC34501DE35"], version: 2),
        ])
        for section in Domains.StoredSettings.sections {
            for snapshot in [ConfigSnapshot(), filled] {
                #expect(try section.shownSchema.faults(of: snapshot.shown(section)) == [])
            }
        }
        #expect(filled.shown(EmailConfig.self)["smtp_password"] == "********")
        #expect(filled.shown(EmailConfig.self)["smtp_port"] == 587)
        #expect(filled.shown(CompanyConfig.self)["address"]?["country"] == "BR")
    }
}
