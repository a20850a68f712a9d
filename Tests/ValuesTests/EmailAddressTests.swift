import TestSupport
import Testing
import Values

@Suite struct EmailAddressTests {
    @Test(arguments: [
        ("ada@example.com", "ada@example.com"), ("  Ada.Lovelace@Example.COM ", "ada.lovelace@example.com"),
        ("o'brien+cv@xn--bcher-kva.example", "o'brien+cv@xn--bcher-kva.example"), ("a@b.co", "a@b.co"),
    ])
    func `takes an address and stores it in lower case`(written: String, text: String) {
        #expect(EmailAddress(written)?.text == text)
    }

    @Test(arguments: [
        "", "@", "ada", "ada@", "@example.com", "ada@localhost", "ada@127.0.0.1", "ada@[127.0.0.1]", "a b@example.com",
        ".ada@example.com", "ada.@example.com", "a..da@example.com", "ada@example..com", "ada@-example.com",
        "ada@example-.com", "ada@example.com.", "ada@exam_ple.com", "\"ada\"@example.com", "Ada <ada@example.com>",
        "ada@example.com,bob@example.com", "ada@example.com\n", "ada@example.com\r\nBcc: bob@example.com",
        "ada\u{0}@example.com",
        "adá@example.com", "ada@exámple.com", "ada@example.com\u{200B}", "ada@@example.com",
    ])
    func `refuses what is no address of one mailbox`(written: String) {
        #expect(EmailAddress(written) == nil)
    }

    @Test func `accepts at most 64 bytes before the sign and 254 in all`() {
        let local = String(repeating: "a", count: 64)
        let label = String(repeating: "b", count: 61)
        let address = "\(local)@\(label).\(label).\(label).com"
        #expect(address.utf8.count == 254)
        #expect(EmailAddress(address)?.localPart == local[...])
        #expect(EmailAddress("\(local)@\(label).\(label).\(label)b.com") == nil)
        #expect(EmailAddress("a\(local)@example.com") == nil)
        #expect(EmailAddress("a@\(label)bbb.com") == nil)
    }

    struct VectorFile: Decodable {
        struct Case: Decodable {
            var id: String
            var address: String
            var expect: String
        }
        var cases: [Case]
    }

    @Test(.enabled(if: Vectors.has("email.json")))
    func `agrees with the public vectors`() throws {
        for entry in try Vectors.decoded("email.json", as: VectorFile.self).cases {
            let address = EmailAddress(entry.address)
            switch entry.expect {
            case "valid": #expect(address?.text == entry.address.lowercased(), "\(entry.id)")
            case "invalid": #expect(address == nil, "\(entry.id)")
            default: #expect(address?.text.contains { $0.isWhitespace || !$0.isASCII } != true, "\(entry.id)")
            }
        }
    }
}
