import Crypto
package import Environment
package import FoundationEssentials

/// What a submission is recognized by beside others: digests under a key made of `SECRET_KEY`, which no one else can make.
package struct SubmissionFingerprints: Sendable, Equatable {
    /// Address, stamp and free text, 16 bytes each; those that there are not have zeros alone.
    let bytes: [UInt8]

    private static let digestBytes = 16
    /// The bytes of the time that the key of a used stamp begins with: seconds since 1970.
    private static let timeBytes = 4
    /// Shorter free text is not compared. Source: SPEC section 13, `repeated`.
    private static let leastCharacters = 20

    /// The key of an instance, made of `SECRET_KEY`.
    package static func key(_ settings: Settings) -> [UInt8] {
        sha256("guiche submission fingerprints\n\(settings.secretKey)")
    }

    /// The fingerprints of a submission.
    ///
    /// - Parameters:
    ///   - address: of the client; nil for a submission that is neither counted nor looked up by its address.
    ///   - stamp: the text in the field of the stamp, whether or not it is one.
    ///   - stampTime: from when on its lifetime runs; the same for each submission that shows the text.
    ///   - freeTexts: `message`, and own fields of the kind `long_text`; compared without regard to case and blanks.
    ///   - key: see ``key(_:)``.
    package init(address: String?, stamp: String, from stampTime: Date, freeTexts: [String], key: [UInt8]) {
        func digest(_ kind: String, _ text: String) -> [UInt8] {
            let code = hmac(.sha256, key: key, message: Array("\(kind)\n\(text)".utf8))
            return Array(code.prefix(Self.digestBytes))
        }
        let none = [UInt8](repeating: 0, count: Self.digestBytes)
        let text = freeTexts.joined(separator: " ").lowercased().split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        let isCompared = text.unicodeScalars.count >= Self.leastCharacters
        let used = Self.time(stampTime) + digest("stamp", stamp).prefix(Self.digestBytes - Self.timeBytes)
        bytes =
            (address.map { digest("address", $0) } ?? none) + (stamp.isEmpty ? none : used)
            + (isCompared ? digest("text", text) : none)
    }

    /// What the keys of used stamps begin with, big end first.
    static func time(_ moment: Date) -> [UInt8] {
        let seconds = UInt32(clamping: Int64(moment.timeIntervalSince1970))
        return (0..<timeBytes).map { UInt8(truncatingIfNeeded: seconds >> (8 * (timeBytes - 1 - $0))) }
    }
}
