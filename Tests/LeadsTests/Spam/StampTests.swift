import DomainTestSupport
import Environment
import FoundationEssentials
import Testing

@testable import Leads

@Suite struct StampTests {
    private static func signer(_ key: String, previous: String? = nil) throws -> StampSigner {
        var variables = ["SECRET_KEY": key, "DATABASE_URL": "mariadb://nobody@/none?socket=/nonexistent/s.sock"]
        variables["SECRET_KEY_PREVIOUS"] = previous
        return StampSigner(try Settings(variables, for: .serving))
    }
    private static let key = SampleDesk.secretKey
    private static let otherKey = "An0ther-Key-0123456789-abcdefghijklmnopqrstuvwxyz"

    @Test func `a stamp is read as it was signed`() throws {
        let signer = try Self.signer(Self.key)
        let stamp = Stamp(form: "a-form", version: 12, at: Date(timeIntervalSince1970: 1_800_000_000.1239))
        let text = signer.sign(stamp)
        #expect(signer.read(text) == stamp)
        #expect(text.hasPrefix("a-form.12.1800000000123."))
        #expect(signer.sign(Stamp(form: "a-form", version: 12, at: stamp.issuedAt)) != text)
    }

    @Test func `a stamp with any other sign is not ours`() throws {
        let signer = try Self.signer(Self.key)
        let text = Array(signer.sign(Stamp(form: "contact", version: 1, at: Date())).utf8)
        for index in text.indices {
            var changed = text
            changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(signer.read(String(decoding: changed, as: UTF8.self)) == nil)
            #expect(signer.read(String(decoding: text[..<index], as: UTF8.self)) == nil)
        }
        #expect(signer.read(String(decoding: text, as: UTF8.self) + "A") == nil)
        #expect(signer.read(String(repeating: "a.", count: 1_000)) == nil)
    }

    @Test func `the key before is accepted, and no other`() throws {
        let text = try Self.signer(Self.key).sign(Stamp(form: "contact", version: 1, at: Date()))
        #expect(try Self.signer(Self.otherKey, previous: Self.key).read(text) != nil)
        #expect(try Self.signer(Self.otherKey).read(text) == nil)
    }

    @Test func `a proof is a number whose digest begins with zero bits`() {
        let proof = SampleSpam.proof(of: "stamp", bits: 10)
        #expect(StampProof.isValid(proof, for: "stamp", bits: 10))
        #expect(StampProof.isValid("0", for: "stamp", bits: 0))
        #expect(!StampProof.isValid(proof, for: "other", bits: 10))
        for faulty in ["", "x", "-1", "1 ", " 1", "0x1", "٣", String(repeating: "0", count: 21)] {
            #expect(!StampProof.isValid(faulty, for: "stamp", bits: 0))
        }
    }

    /// A known answer, which the script of the pages gives as well.
    @Test func `the digest is of the stamp, a dot and the number`() {
        #expect(SampleSpam.proof(of: "guiche", bits: 8) == "15")
    }
}
