/// Text that a client wrote in ASCII: the encoded words of a `filename`, the extended value of a `filename*`.
///
/// Source: RFC 2047 §2 and §4; `ext-value`, RFC 8187 §3.2.1.
enum EncodedWord {
    /// Whether a file name has an encoded word in it.
    static func isIn(_ bytes: [UInt8]) -> Bool {
        bytes.contains(UInt8(ascii: "?")) && bytes.indices.contains { Word(in: bytes, at: $0) != nil }
    }

    /// A file name with its encoded words decoded, plain text between them kept; nil when one of them cannot be read.
    ///
    /// Blanks between two encoded words belong to neither. A character may be cut between two words of one charset.
    static func decoded(_ bytes: [UInt8]) -> String? {
        var text = ""
        var plain: [UInt8] = []
        var pending: (charset: Charset, bytes: [UInt8])?
        var index = 0
        while index < bytes.count {
            guard let word = Word(in: bytes, at: index) else {
                plain.append(bytes[index])
                index += 1
                continue
            }
            guard let charset = word.charset, let content = word.content else { return nil }
            let isNext = plain.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if let last = pending, last.charset == charset, isNext {
                pending = (charset, last.bytes + content)
            } else {
                guard append(pending, to: &text) else { return nil }
                if pending == nil || !isNext { text += String(decoding: plain, as: UTF8.self) }
                pending = (charset, content)
            }
            plain = []
            index = word.end
        }
        guard pending != nil, append(pending, to: &text) else { return nil }
        text += String(decoding: plain, as: UTF8.self)
        return text.isEmpty ? nil : text
    }

    private static func append(_ pending: (charset: Charset, bytes: [UInt8])?, to text: inout String) -> Bool {
        guard let pending else { return true }
        guard let decoded = pending.charset.text(pending.bytes) else { return false }
        text += decoded
        return true
    }

    /// The text of an extended value, `charset'language'%41…`; nil when it is malformed or its charset is not one of ours.
    static func extendedValue(_ bytes: [UInt8]) -> String? {
        let pieces = bytes.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        guard pieces.count == 3, let charset = Charset(name: pieces[0]) else { return nil }
        var content: [UInt8] = []
        var rest = pieces[2]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                content.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else { return nil }
            content.append(high << 4 | low)
        }
        guard let text = charset.text(content), !text.isEmpty else { return nil }
        return text
    }

    /// One `=?charset?encoding?content?=`.
    private struct Word {
        let charset: Charset?
        let content: [UInt8]?
        /// Where it ends.
        let end: Int
        private static let opening = Array("=?".utf8), closing = Array("?=".utf8)

        init?(in bytes: [UInt8], at start: Int) {
            let question = UInt8(ascii: "?")
            guard bytes.holds(Self.opening, at: start),
                let charsetEnd = bytes[(start + 2)...].firstIndex(of: question), charsetEnd > start + 2,
                charsetEnd + 2 < bytes.count, bytes[charsetEnd + 2] == question,
                let contentEnd = bytes[(charsetEnd + 3)...].firstIndex(of: question),
                bytes.holds(Self.closing, at: contentEnd)
            else { return nil }
            let name = bytes[(start + 2)..<charsetEnd]
            guard name.allSatisfy(\.isTokenByte) else { return nil }
            let content = bytes[(charsetEnd + 3)..<contentEnd]
            switch bytes[charsetEnd + 1] | 0x20 {
            case UInt8(ascii: "b"): self.content = Self.base64Decoded(content)
            case UInt8(ascii: "q"): self.content = Self.quotedDecoded(content)
            default: return nil
            }
            // RFC 2231 §5: a language may follow the charset.
            charset = Charset(name: name.prefix { $0 != UInt8(ascii: "*") })
            end = contentEnd + 2
        }

        private static func quotedDecoded(_ content: ArraySlice<UInt8>) -> [UInt8]? {
            var decoded: [UInt8] = []
            var rest = content
            while let byte = rest.popFirst() {
                switch byte {
                case UInt8(ascii: "_"): decoded.append(UInt8(ascii: " "))
                case UInt8(ascii: "="):
                    guard let high = rest.popFirst()?.hexDigit, let low = rest.popFirst()?.hexDigit else { return nil }
                    decoded.append(high << 4 | low)
                default: decoded.append(byte)
                }
            }
            return decoded
        }

        private static func base64Decoded(_ content: ArraySlice<UInt8>) -> [UInt8]? {
            var decoded: [UInt8] = []
            var bits: UInt32 = 0
            var count = 0
            let digits = content.prefix { $0 != UInt8(ascii: "=") }
            guard content.count - digits.count <= 2, content[digits.endIndex...].allSatisfy({ $0 == UInt8(ascii: "=") })
            else { return nil }
            for byte in digits {
                guard let digit = byte.base64Digit else { return nil }
                bits = bits << 6 | UInt32(digit)
                count += 6
                if count >= 8 {
                    count -= 8
                    decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                }
            }
            return count == 6 ? nil : decoded
        }
    }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    fileprivate var base64Digit: UInt8? {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): self - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): self - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

extension [UInt8] {
    fileprivate func holds(_ other: [UInt8], at offset: Int) -> Bool {
        offset + other.count <= count && self[offset..<(offset + other.count)].elementsEqual(other)
    }
}
