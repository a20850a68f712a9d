import Crypto
package import Environment
package import FoundationEssentials

/// What a page of a form is given with it and sends back: which form, and when.
///
/// Its text is `FORM.VERSION.MILLISECONDS.ID.CODE`: the time since 1970, a random id and a message authentication code in base64url.
/// Source: SPEC section 13.
package struct Stamp: Sendable, Equatable {
    /// The slug of the form, which has no dot.
    package let form: String
    package let version: Int
    /// When it was issued, to the millisecond.
    package let issuedAt: Date
    private let id: String

    /// The field of a submission that has it.
    package static let field = "stamp"
    /// The field of a submission that has the proof.
    package static let proofField = "proof"
    /// How long it is accepted, in seconds: 24 hours.
    package static let lifetime: TimeInterval = 86_400
    /// No person fills in a form in less, in seconds.
    package static let leastAge: TimeInterval = 3
    private static let idBytes = 12
    private static let separator = "."

    /// A new stamp.
    package init(form: String, version: Int, at now: Date) {
        self.form = form
        self.version = version
        issuedAt = Date(timeIntervalSince1970: (now.timeIntervalSince1970 * 1000).rounded(.down) / 1000)
        id = base64URLEncoded(randomBytes(Self.idBytes))
    }

    /// From when on the lifetime of a text runs that we did not sign: the beginning of the UTC day.
    static func foreignTime(at now: Date) -> Date {
        Date(timeIntervalSince1970: (now.timeIntervalSince1970 / lifetime).rounded(.down) * lifetime)
    }

    /// Whether a submission to a form may have it.
    func isGood(for guarded: GuardedForm, at now: Date) -> Bool {
        form == guarded.slug && now.timeIntervalSince(issuedAt) <= Self.lifetime
    }

    /// What is signed.
    fileprivate var content: String {
        let milliseconds = Int64((issuedAt.timeIntervalSince1970 * 1000).rounded())
        return [form, "\(version)", "\(milliseconds)", id].joined(separator: Self.separator)
    }

    /// Reads what was signed; nil for anything else.
    fileprivate init?(content: String) {
        let parts = content.split(separator: Self.separator, omittingEmptySubsequences: false)
        guard parts.count == 4, let version = Int(parts[1]), let milliseconds = Int64(parts[2]) else { return nil }
        form = String(parts[0])
        self.version = version
        issuedAt = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
        id = String(parts[3])
    }
}

/// Signs stamps, and finds out which are ours.
package struct StampSigner: Sendable {
    /// The first signs; all are accepted.
    private let keys: [[UInt8]]

    /// The most bytes that are read: the longest slug, and room for the numbers.
    private static let longest = 200
    /// The bytes of a code.
    private static let codeBytes = 16

    /// The signer of an instance, by keys made of `SECRET_KEY` and `SECRET_KEY_PREVIOUS`.
    package init(_ settings: Settings) {
        keys = ([settings.secretKey] + [settings.previousSecretKey].compactMap(\.self)).map {
            sha256("guiche form stamps\n\($0)")
        }
    }

    /// The text of a stamp, in ASCII.
    package func sign(_ stamp: Stamp) -> String { stamp.content + "." + code(of: stamp.content, under: keys[0]) }

    /// The stamp of a text; nil for one that we did not sign. Codes are compared in constant time.
    package func read(_ text: String) -> Stamp? {
        guard text.utf8.count <= Self.longest, let dot = text.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let content = String(text[..<dot])
        let shown = Array(text.utf8[text.utf8.index(after: dot)...])
        let isOurs = keys.reduce(false) { isOurs, key in
            isEqualInConstantTime(Array(code(of: content, under: key).utf8), shown) || isOurs
        }
        return isOurs ? Stamp(content: content) : nil
    }

    private func code(of content: String, under key: [UInt8]) -> String {
        base64URLEncoded(Array(hmac(.sha256, key: key, message: Array(content.utf8)).prefix(Self.codeBytes)))
    }
}

/// The work that a page does for its stamp: a decimal number such that the SHA-256 of `STAMP.PROOF` begins with zero bits.
enum StampProof {
    /// The most digits.
    private static let mostDigits = 20

    /// Whether a text is a proof for the text of a stamp.
    static func isValid(_ proof: String, for stamp: String, bits: Int) -> Bool {
        guard 1...mostDigits ~= proof.utf8.count,
            proof.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 })
        else { return false }
        var missing = bits
        for byte in sha256("\(stamp).\(proof)") {
            guard missing > 8 else { return byte.leadingZeroBitCount >= missing }
            guard byte == 0 else { return false }
            missing -= 8
        }
        return false
    }
}
