/// The last reply of a mail server, gathered line by line.
///
/// Source: SMTP replies, RFC 5321 §4.2.
struct MailReply {
    /// The most bytes that are kept of a reply.
    private static let bytes = 500

    private var code: [UInt8] = []
    private var text: [UInt8] = []
    private var isWhole = true

    /// Takes a line; one that is no reply of SMTP, and the farewell that follows a failure, are passed over.
    mutating func take(_ line: some Collection<UInt8>) {
        let line = Array(line.prefix(Self.bytes + 4))
        guard line.count >= 3, line[..<3].allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return }
        let number = Array(line[..<3])
        guard number != Array("221".utf8) else { return }
        if isWhole { text = [] }
        code = number
        isWhole = line.count < 4 || line[3] != UInt8(ascii: "-")
        let words = line.dropFirst(4).filter { $0 >= 0x20 && $0 != 0x7F }
        if !text.isEmpty, !words.isEmpty, text.count < Self.bytes { text.append(UInt8(ascii: " ")) }
        text += words.prefix(max(0, Self.bytes - text.count))
    }

    /// The code and the words of a refusal; nil when the reply is none.
    ///
    /// - Parameter secrets: texts removed from the reply, in any case: addresses, a user name.
    func refusal(hiding secrets: [String]) -> String? {
        guard let first = code.first, first == UInt8(ascii: "4") || first == UInt8(ascii: "5") else { return nil }
        var shown = text
        for secret in secrets where !secret.isEmpty { shown = Self.hiding(Array(secret.utf8), in: shown) }
        return String(decoding: code + [UInt8(ascii: " ")] + shown, as: UTF8.self)
    }

    /// Whether the words are about the name that the server was greeted by, which servers hold back until they know a recipient.
    var isAboutGreeting: Bool {
        let words = text.map(Self.lowercased).split { !(UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0) }
        return words.contains { $0.elementsEqual("helo".utf8) || $0.elementsEqual("ehlo".utf8) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    private static func hiding(_ secret: [UInt8], in text: [UInt8]) -> [UInt8] {
        let wanted = secret.map(lowercased)
        var shown: [UInt8] = []
        var index = 0
        while index < text.count {
            let end = index + wanted.count
            if end <= text.count, text[index..<end].lazy.map(lowercased).elementsEqual(wanted) {
                shown += Array("...".utf8)
                index = end
            } else {
                shown.append(text[index])
                index += 1
            }
        }
        return shown
    }
}
