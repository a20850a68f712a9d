import Accounts
import Crypto
import FoundationEssentials
import Frame
import Routing
import TestSupport
import Testing

/// The public token vectors, forged from a key of ours as a login would be.
@Suite(.enabled(if: Vectors.has("jwt.json"))) struct TokenVectorTests {
    struct VectorFile: Decodable {
        struct Static: Decodable {
            var id: String
            var token: String
            var key_b64url: String?
            var mac: String
        }
        struct Codes: Decodable {
            var rows: [[JSON]]
        }
        struct Part: Decodable {
            var base: String?
            var set: JSON?
            var remove: [String]?
            var raw: String?
            var raw_b64: String?
        }
        struct Signing: Decodable {
            var alg: String
        }
        struct Case: Decodable {
            var id: String
            var expect: String
            var header: Part
            var payload: Part
            var sign: Signing
            var post: [String]?
        }
        var hmac_sha256: Codes
        var cases: [Case]
        var `static`: [Static]
    }

    let file: VectorFile

    init() throws {
        file = try Vectors.decoded("jwt.json")
    }

    @Test func `every authentication code is verified correctly`() throws {
        for row in file.hmac_sha256.rows {
            guard case .string(let key) = row[1], case .string(let message) = row[2], case .string(let code) = row[3]
            else { continue }
            let made = hmac(.sha256, key: try #require(hexDecoded(key)), message: try #require(hexDecoded(message)))
            #expect(isEqualInConstantTime(made, try #require(hexDecoded(code))) == (row[4] == "valid"), "\(row[0])")
        }
    }

    @Test func `a token of another issuer is invalid, whatever its code`() throws {
        for vector in file.static {
            let key = vector.key_b64url.flatMap { base64URLDecoded($0) } ?? Sample.key
            for kind in [Token.Kind.access, .refresh, .leadSession] {
                let error = #expect(throws: TokenError.self, "\(vector.id)") {
                    try TokenSigner(.sha256, key: key).verify(vector.token, as: kind)
                }
                if vector.mac == "valid" { #expect(error != .wrongCode && error != .tooLong, "\(vector.id)") }
            }
        }
    }

    @Test func `every forged token is answered as expected`() throws {
        for vector in file.cases {
            let text = try Forge(login: Sample.signer.sign(Sample.token())).token(vector)
            // The verdict, not the reason, is what the vectors state.
            let isTaken = (try? Sample.signer.verify(text, as: .access, at: Sample.now)) != nil
            switch vector.expect {
            case "accept": #expect(isTaken, "\(vector.id)")
            case "reject": #expect(!isTaken, "\(vector.id)")
            default: break
            }
        }
    }
}

/// Makes the tokens that the recipes of the vectors describe.
private struct Forge {
    let parts: [[UInt8]]

    init(login: String) {
        parts = login.split(separator: ".").map { base64URLDecoded(String($0)) ?? [] }
    }

    func token(_ vector: TokenVectorTests.VectorFile.Case) throws -> String {
        var pieces = [
            base64URLEncoded(try content(vector.header, login: parts[0])),
            base64URLEncoded(try content(vector.payload, login: parts[1])),
        ]
        pieces.append(code(of: pieces, vector.sign.alg))
        for operation in vector.post ?? [] { pieces = try changed(pieces, operation, vector.sign.alg) }
        return pieces.joined(separator: ".")
    }

    private func code(of pieces: [String], _ algorithm: String) -> String {
        guard let digest = HMACDigest(tokenAlgorithm: algorithm) else { return "" }
        return base64URLEncoded(hmac(digest, key: Sample.key, message: Array("\(pieces[0]).\(pieces[1])".utf8)))
    }

    private func content(_ part: TokenVectorTests.VectorFile.Part, login: [UInt8]) throws -> [UInt8] {
        if let raw = part.raw { return Array(filled(raw).utf8) }
        if let raw = part.raw_b64 { return try [UInt8](#require(Data(base64Encoded: raw.padded))) }
        guard part.set != nil || part.remove != nil else { return login }
        guard case .object(var members) = try JSONText.parse(login) else { return [] }
        for name in part.remove ?? [] { members[name] = nil }
        if case .object(let more)? = part.set { members.merge(more) { $1 } }
        let text = String(decoding: try JSONText.bytes(of: JSON.object(members)), as: UTF8.self)
        return Array(filled(text).utf8)
    }

    /// Replaces `{{login_members}}`, `{{now+N}}` and, quotes and all, `"{{num:now+N}}"`.
    private func filled(_ text: String) -> String {
        let login = String(decoding: parts[1], as: UTF8.self).dropFirst().dropLast().split(separator: ",")
        let members = login.filter { !$0.hasPrefix("\"exp\":") }.joined(separator: ",")
        let now = Int(Sample.now.timeIntervalSince1970)
        return text.replacing("{{login_members}}", with: members)
            .replacing("\"{{num:now}}\"", with: "\(now)").replacing("\"{{num:now+86400}}\"", with: "\(now + 86_400)")
            .replacing("{{now+3600}}", with: "\(now + 3600)")
    }

    private func changed(_ pieces: [String], _ operation: String, _ algorithm: String) throws -> [String] {
        var pieces = pieces
        let code = base64URLDecoded(pieces[2]) ?? []
        let words = operation.split(separator: ":").map(String.init)
        let amount = words.count > 1 ? Int(words[1]) ?? 0 : 0
        switch words[0] {
        case "strip_trailing_dot": pieces.removeLast()
        case "flip_sig":
            var code = code
            code[amount / 8] ^= 0x80 >> (amount % 8)
            pieces[2] = base64URLEncoded(code)
        case "flip_header": pieces[0] = pieces[0].withChanged(at: 4)
        case "flip_payload": pieces[1] = pieces[1].withChanged(at: 4)
        case "trunc_sig": pieces[2] = base64URLEncoded(Array(amount == 16 ? code.prefix(16) : code.dropLast(amount)))
        case "sig_std_b64": pieces[2] = Data(code).base64EncodedString()
        case "pad_all": pieces = pieces.map(\.padded)
        case "malleate_sig": pieces[2] = pieces[2].withUnusedBits
        case "malleate_payload_resign":
            // Only a length with unused bits can be spelt twice.
            guard pieces[1].utf8.count % 4 != 0 else { return [""] }
            pieces[1] = pieces[1].withUnusedBits
            pieces[2] = self.code(of: pieces, algorithm)
        case "insert_ws_sig": pieces[2] = "  " + pieces[2]
        case "insert_nl_payload": pieces[1] = pieces[1].prefix(8) + "\n" + pieces[1].dropFirst(8)
        case "insert_q_sig": pieces[2] = pieces[2].prefix(8) + "?" + pieces[2].dropFirst(8)
        case "append_dot": pieces.append("")
        case "append_part": pieces.append("AAAA")
        case "two_parts": pieces.removeLast()
        case "one_part": pieces = [pieces[0]]
        case "empty_header": pieces[0] = ""
        case "empty_payload": pieces[1] = ""
        case "json_serialization":
            pieces = [#"{"protected":"\#(pieces[0])","payload":"\#(pieces[1])","signature":"\#(pieces[2])"}"#]
        default: Issue.record("unknown operation \(operation)")
        }
        return pieces
    }
}

extension String {
    fileprivate var padded: String {
        self + String(repeating: "=", count: (4 - utf8.count % 4) % 4)
    }

    fileprivate func withChanged(at offset: Int) -> String {
        var bytes = Array(utf8)
        bytes[offset] = bytes[offset] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The same text but for a last letter that differs only in bits that no byte takes.
    fileprivate var withUnusedBits: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        guard let last, let index = alphabet.firstIndex(of: last) else { return self }
        return dropLast() + String(alphabet[index | 1])
    }
}
