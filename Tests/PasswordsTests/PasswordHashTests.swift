import FoundationEssentials
import Passwords
import TestSupport
import Testing

@Suite struct PasswordHashTests {
    @Test(arguments: ["x", "correct horse battery staple", "senha açaí", String(repeating: "p", count: 72)])
    func `a new hash matches its password and no other`(password: String) throws {
        let bytes = Array(password.utf8)
        let hash = try PasswordHash.hashing(bytes, cost: 4)
        #expect(hash.text.hasPrefix("$2b$04$"))
        #expect(hash.text.utf8.count == 60)
        #expect(hash.cost == 4)
        #expect(PasswordHash(text: hash.text)?.matches(bytes) == true)
        #expect(!hash.matches(Array(bytes.dropLast()) + [UInt8(ascii: "~")]))
    }

    @Test func `two hashes of one password differ`() throws {
        #expect(try PasswordHash.hashing([1], cost: 4) != PasswordHash.hashing([1], cost: 4))
    }

    static let unreadable: [([UInt8], PasswordError)] = [
        ([], .empty), (Array(repeating: 0x61, count: 73), .tooLong(limitBytes: 72)), ([0x61, 0, 0x62], .holdsNUL),
    ]

    @Test(arguments: unreadable)
    func `a password that bcrypt would cut is refused`(password: [UInt8], reason: PasswordError) throws {
        #expect(throws: reason) { try PasswordHash.hashing(password, cost: 4) }
        let ofItsStart = try PasswordHash.hashing(
            Array(password.prefix { $0 != 0 }.prefix(72)) + (password.isEmpty ? [1] : []), cost: 4)
        #expect(!ofItsStart.matches(password))
    }

    @Test(arguments: [
        "", "*0", "$2b$04$", "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$2b$03$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$2b$32$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$2b$+5$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$2b$05$/OK.fbVrR/bpIqNJ5ianF:CE5elHaaO4EbggVDjb8P19RukzXSM3e",
        "$2b$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3ee",
        "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDzlB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL3nh/",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ])
    func `a stored text that is no bcrypt hash of a sound version is refused`(text: String) {
        #expect(PasswordHash(text: text) == nil)
    }

    struct VectorFile: Decodable {
        struct Case: Decodable {
            var id: String
            var password_b64: String
            var hash: String
            var match: Bool?
        }
        var hashes: [Case]
    }

    @Test(.enabled(if: Vectors.has("bcrypt.json")))
    func `agrees with the public vectors but for what is refused by rule`() throws {
        for entry in try Vectors.decoded("bcrypt.json", as: VectorFile.self).hashes {
            let password = try [UInt8](#require(Data(base64Encoded: entry.password_b64)))
            // Ours to refuse: $2x$, the empty password, one past 72 bytes, one with a NUL.
            let isRefused =
                entry.hash.hasPrefix("$2x$") || !(1...72).contains(password.count) || password.contains(0)
            let matches = PasswordHash(text: entry.hash)?.matches(password) ?? false
            #expect(matches == (entry.match == true && !isRefused), "\(entry.id)")
        }
    }

    @Test func `hashes on several threads at once`() async throws {
        let hash = try PasswordHash.hashing([1, 2, 3], cost: 4)
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<32 { group.addTask { hash.matches([1, 2, UInt8(number)]) == (number == 3) } }
            for await isRight in group { #expect(isRight) }
        }
    }
}
