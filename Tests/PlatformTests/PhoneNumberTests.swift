import Platform
import TestSupport
import Testing

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("+5511998765432", "+5511998765432"), (" +16502530000 ", "+16502530000"), ("+2908999", "+2908999"),
        ("+123456789012345", "+123456789012345"),
    ])
    func `takes an international number`(written: String, text: String) {
        #expect(PhoneNumber(written)?.text == text)
    }

    @Test(arguments: [
        "", "+", "5511998765432", "+05511998765", "+123456", "+1234567890123456", "+55 11 99876 5432",
        "+55-11-998765432",
        "tel:+5511998765432", "+551199876543x", "+5511998765432\n", "+٥٥١١٩٩٨٧٦٥", "＋5511998765432", "++5511998765432",
    ])
    func `refuses any other form`(written: String) {
        #expect(PhoneNumber(written) == nil)
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

    @Test(.enabled(if: Vectors.has("phone.json")))
    func `agrees with the public vectors`() throws {
        for entry in try Vectors.decoded("phone.json", as: VectorFile.self).cases {
            let number = PhoneNumber(entry.phone)
            switch entry.expect {
            case "valid": #expect(number?.text == entry.normalised ?? entry.phone, "\(entry.id)")
            case "invalid": #expect(number == nil, "\(entry.id)")
            default: #expect(number == nil || number?.text == entry.normalised ?? entry.phone, "\(entry.id)")
            }
        }
    }
}
