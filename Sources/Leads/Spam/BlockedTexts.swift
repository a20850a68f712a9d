import HTTP
import Routing

/// What the settings `intake` block: mail addresses, their domains, words. Compared without case.
package struct BlockedTexts: Sendable {
    private var addresses: [ByteText: String] = [:]
    /// Words joined by a blank.
    private var phrases: [ByteText: String] = [:]
    /// How many words the phrases have.
    private var lengths: Set<Int> = []

    /// The most texts that the settings have.
    package static let most = 1_000
    /// The most characters of a text.
    package static let longest = 254

    /// No text, or some.
    package init(_ texts: [String] = []) {
        for text in texts {
            let trimmed = text.trimmed
            addresses[ByteText(String(trimmed.dropping(prefix: "@") ?? trimmed[...]).lowercased())] = trimmed
            let words = Self.words(of: trimmed)
            guard !words.isEmpty else { continue }
            phrases[ByteText(words.joined(separator: " "))] = trimmed
            lengths.insert(words.count)
        }
    }

    /// The text of the settings that an address or its domain is; nil for none.
    func entry(ofEmail email: String) -> String? {
        guard !addresses.isEmpty else { return nil }
        let email = email.lowercased()
        if let entry = addresses[ByteText(email)] { return entry }
        return MailDomain.of(email).flatMap { addresses[ByteText($0)] }
    }

    /// The first text of the settings whose words are in a text one after another; nil for none.
    func entry(in text: String) -> String? {
        guard !phrases.isEmpty else { return nil }
        let words = Self.words(of: text)
        for length in lengths.sorted() where length <= words.count {
            for start in 0...(words.count - length) {
                let phrase = words[start..<start + length].joined(separator: " ")
                if let entry = phrases[ByteText(phrase)] { return entry }
            }
        }
        return nil
    }

    /// The runs of letters, marks and digits, in lower case.
    private static func words(of text: String) -> [String] {
        text.lowercased().unicodeScalars.split { scalar in
            !scalar.properties.isAlphabetic && scalar.properties.numericType == nil
                && scalar.properties.generalCategory != .nonspacingMark
        }.map { String(String.UnicodeScalarView($0)) }
    }
}

/// The domain of a mail address.
enum MailDomain {
    /// What follows the last `@`; nil without one.
    static func of(_ email: String) -> String? {
        email.utf8.lastIndex(of: UInt8(ascii: "@")).map { String(email[email.utf8.index(after: $0)...]) }
    }
}
