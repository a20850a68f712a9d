import Routing
import TestSupport
import Testing
import Values

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("+5511998765432", "+5511998765432"), (" +16502530000 ", "+16502530000"), ("+2908999", "+2908999"),
        ("+123456789012345", "+123456789012345"), ("+55 11 99876-5432", "+5511998765432"),
        ("+55 (11) 99876.5432", "+5511998765432"), ("(+55) 11 99876/5432", "+5511998765432"),
        ("+55  11\u{A0}99876\u{2011}5432", "+5511998765432"), ("+55 11 99876 - 5432", "+5511998765432"),
        ("+1(650)253(0000)", "+16502530000"), ("0055 11 99876-5432", "+5511998765432"),
        ("00-1-650-253-0000", "+16502530000"),
        ("\u{202A}+55 11 99876-5432\u{202C}", "+5511998765432"), ("+44 (0)20 7946 0958", "+442079460958"),
        ("0044 (0) 20 7946 0958", "+442079460958"), ("+39 (0)6 1234 5678", "+390612345678"),
    ])
    func `takes an international number as people write it`(written: String, text: String) {
        #expect(PhoneNumber(written)?.text == text)
    }

    @Test(arguments: [
        "", "+", "5511998765432", "+05511998765", "+123456", "+1234567890123456", "tel:+5511998765432",
        "+551199876543x",
        "+5511998765432\n", "+٥٥١١٩٩٨٧٦٥", "＋5511998765432", "++5511998765432", "55+11998765432", "+55--11998765432",
        "+55.-11998765432", "+55 11998765432-", "-+5511998765432", "+55 (11 998765432", "+55 11) 998765432",
        "+55 ((11)) 998765432", "+55 () 11998765432", "+55 (11-) 998765432", "+55\t11998765432", "+55_11_998765432",
        "+55 11 99876-5432 ramal 12", "000551199876", "+5511\u{200B}998765432",
    ])
    func `refuses any other form`(written: String) {
        #expect(PhoneNumber(written) == nil)
    }

    @Test func `is read in time that grows with its length alone`() {
        #expect(PhoneNumber(String(repeating: "(", count: 1_000_000)) == nil)
        #expect(PhoneNumber("+" + String(repeating: " ", count: 190) + "5511998765432") == nil)
        #expect(PhoneNumber("+" + String(repeating: " ", count: 180) + "5511998765432") != nil)
    }

    @Test(arguments: [
        ("BR", "(27) 99999-8888", "+5527999998888"), ("BR", "27999998888", "+5527999998888"),
        ("BR", "027 99999-8888", "+5527999998888"), ("BR", "0 15 27 99999-8888", "+5527999998888"),
        ("BR", "(015 27) 3222-1111", "+552732221111"), ("BR", "27 3222 1111", "+552732221111"),
        ("BR", "55 27 99999-8888", "+5527999998888"), ("BR", "552732221111", "+552732221111"),
        // Area 55 is Santa Maria's.
        ("BR", "55 99999-8888", "+5555999998888"), ("BR", "55 3222-1111", "+555532221111"),
        ("BR", "0800 123 4567", "+558001234567"), ("PT", "912 345 678", "+351912345678"),
        ("PT", "351912345678", "+351912345678"), ("US", "(650) 253-0000", "+16502530000"),
        ("US", "1-650-253-0000", "+16502530000"), ("CA", "1 506 234 5678", "+15062345678"),
        ("GB", "020 7946 0958", "+442079460958"), ("GB", "44 20 7946 0958", "+442079460958"),
        ("FR", "06 12 34 56 78", "+33612345678"), ("DE", "030 1234567", "+49301234567"),
        ("IT", "06 1234 5678", "+390612345678"), ("IT", "391 234 5678", "+393912345678"),
        ("IT", "39 06 1234 5678", "+390612345678"), ("IT", "39 333 123 4567", "+393331234567"),
        ("ES", "612 34 56 78", "+34612345678"), ("RU", "8 (916) 123-45-67", "+79161234567"),
        ("RU", "7 916 123-45-67", "+79161234567"), ("RU", "800 123-45-67", "+78001234567"),
        ("HU", "06 20 123 4567", "+36201234567"), ("MX", "55 1234 5678", "+525512345678"),
        ("AR", "011 2345-6789", "+541123456789"), ("PL", "48 123 45 67", "+48481234567"),
    ])
    func `a number without a country code belongs to the country`(country: String, written: String, text: String) {
        #expect(PhoneNumber(written, in: NumberingPlan.of(country))?.text == text)
    }

    @Test(arguments: [
        "99999-8888", "3222-1111", "190", "5527", "00 27", "0", "27 99999-88888888", "0 15 27 9999",
        "12345678901234567890",
    ])
    func `a number that is none of the country is refused`(written: String) {
        #expect(PhoneNumber(written, in: NumberingPlan.of("BR")) == nil)
    }

    @Test(arguments: ["ZZ", "br", "BRA", "", "B"])
    func `no other name is a country`(name: String) {
        #expect(NumberingPlan.of(name) == nil)
    }

    @Test func `the rule reads by the installation's country and treats invisible text as missing`() throws {
        let rule = Rule<PhoneNumber>.phone
        #expect(try rule.read(.text("(27) 99999-8888"), by: Conventions(country: "BR")).text == "+5527999998888")
        #expect(throws: Fault.self) { try rule.read(.text("(27) 99999-8888")) }
        #expect(throws: Fault.missing) { try rule.read(.text(" \u{200B}")) }
    }

    struct VectorFile: Decodable {
        struct Case: Decodable {
            var id: String
            var phone: String
            var expect: String
            var normalised: String?
        }
        var cases: [Case]
    }

    @Test(.enabled(if: Vectors.has("phone.json")), arguments: [nil, "BR", "US", "DE"])
    func `agrees with the public vectors, wherever it is`(country: String?) throws {
        for entry in try Vectors.decoded("phone.json", as: VectorFile.self).cases {
            let number = PhoneNumber(entry.phone, in: country.flatMap(NumberingPlan.of))
            switch entry.expect {
            case "valid": #expect(number?.text == entry.normalised ?? entry.phone, "\(entry.id)")
            case "invalid": #expect(number == nil, "\(entry.id)")
            default:
                let normalised = entry.normalised ?? number?.text
                #expect(number == nil || number?.text == normalised, "\(entry.id)")
            }
        }
    }
}
