// One file, linked into every target that sees text from outside. What a module declares itself goes before what the standard library
// does, so that within those targets texts are compared, searched and cut by their bytes, in time linear in their length: by default
// `String` normalises first, and a run of n combining marks costs n². Sets and dictionaries hash by themselves: there `ByteText` is the
// key, and `scripts/lint` looks for others.
//
// Source: UAX #15; The Swift Programming Language, "String and Character Equality".

/// Comparison of texts by their UTF-8 bytes.
enum Bytewise {
    /// Whether two texts have the same bytes.
    static func isSame(_ one: String, _ other: String) -> Bool {
        let (left, right) = (one.utf8Span, other.utf8Span)
        guard left.count == right.count else { return false }
        // Neither has anything to normalise: the standard library compares the bytes at once.
        if left.isKnownASCII, right.isKnownASCII { return isSameValue(one, other) }
        let (bytes, others) = (left.span, right.span)
        for index in bytes.indices where bytes[index] != others[index] { return false }
        return true
    }

    private static func isSameValue<Value: Equatable>(_ one: Value, _ other: Value) -> Bool { one == other }
}

extension String {
    static func == (one: String, other: String) -> Bool { Bytewise.isSame(one, other) }
    static func != (one: String, other: String) -> Bool { !Bytewise.isSame(one, other) }

    func hasPrefix(_ prefix: String) -> Bool { utf8.starts(with: prefix.utf8) }
    func hasSuffix(_ suffix: String) -> Bool { utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }

    /// The text with every occurrence of some bytes replaced, as far as `maxReplacements` goes.
    func replacing(_ pattern: String, with replacement: String, maxReplacements: Int = .max) -> String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        var count = 0
        while count < maxReplacements, let found = rest.firstPlace(of: pattern.utf8) {
            bytes += rest[..<found.lowerBound]
            bytes += replacement.utf8
            rest = rest[found.upperBound...]
            count += 1
        }
        guard count > 0 else { return self }
        bytes += rest
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension StringProtocol {
    static func == (one: Self, other: some StringProtocol) -> Bool { one.utf8.elementsEqual(other.utf8) }
    static func != (one: Self, other: some StringProtocol) -> Bool { !one.utf8.elementsEqual(other.utf8) }

    func hasPrefix(_ prefix: some StringProtocol) -> Bool { utf8.starts(with: prefix.utf8) }
    func hasSuffix(_ suffix: some StringProtocol) -> Bool { utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) }
    /// What follows a beginning; nil for a text with another one. `dropFirst` counts characters: a combining mark would go with the beginning.
    func dropping(prefix: some StringProtocol) -> SubSequence? {
        hasPrefix(prefix) ? self[utf8.index(startIndex, offsetBy: prefix.utf8.count)...] : nil
    }
    func contains(_ part: some StringProtocol) -> Bool { utf8[...].firstPlace(of: part.utf8) != nil }
    func contains(_ sign: Character) -> Bool { contains(String(sign)) }
    func firstIndex(of sign: Character) -> Index? { utf8[...].firstPlace(of: String(sign).utf8)?.lowerBound }
    func firstRange(of part: String) -> Range<Index>? { utf8[...].firstPlace(of: part.utf8) }

    /// The pieces between separators.
    func split(
        separator: String, maxSplits: Int = .max, omittingEmptySubsequences: Bool = true
    ) -> [SubSequence] {
        var pieces: [SubSequence] = []
        var rest = utf8[...]
        while pieces.count < maxSplits, let found = rest.firstPlace(of: separator.utf8) {
            if found.lowerBound > rest.startIndex || !omittingEmptySubsequences {
                pieces.append(self[rest.startIndex..<found.lowerBound])
            }
            rest = rest[found.upperBound...]
        }
        if !rest.isEmpty || !omittingEmptySubsequences { pieces.append(self[rest.startIndex..<rest.endIndex]) }
        return pieces
    }

    func split(
        separator: Character, maxSplits: Int = .max, omittingEmptySubsequences: Bool = true
    ) -> [SubSequence] {
        split(
            separator: String(separator), maxSplits: maxSplits, omittingEmptySubsequences: omittingEmptySubsequences)
    }
}

extension Collection where Element == UInt8 {
    /// Where some bytes come first. The longest repetition at the beginning of a pattern of ours is two bytes, so that the search is
    /// linear in the text.
    fileprivate func firstPlace(of pattern: some Collection<UInt8>) -> Range<Index>? {
        guard let first = pattern.first else { return nil }
        var start = startIndex
        while let found = self[start...].firstIndex(of: first) {
            var end = index(after: found)
            var left = pattern.dropFirst()
            while let byte = left.first, end < endIndex, self[end] == byte {
                end = index(after: end)
                left.removeFirst()
            }
            if left.isEmpty { return found..<end }
            start = index(after: found)
        }
        return nil
    }
}

extension Character {
    static func == (one: Character, other: Character) -> Bool { one.utf8.elementsEqual(other.utf8) }
    static func != (one: Character, other: Character) -> Bool { !one.utf8.elementsEqual(other.utf8) }
}

extension Optional where Wrapped == String {
    static func == (one: String?, other: String?) -> Bool {
        switch (one, other) {
        case (let one?, let other?): Bytewise.isSame(one, other)
        case (nil, nil): true
        default: false
        }
    }
    static func != (one: String?, other: String?) -> Bool { !(one == other) }
}

extension Sequence where Element == String {
    func contains(_ text: String) -> Bool { contains { Bytewise.isSame($0, text) } }
}

extension Collection where Element == String {
    func firstIndex(of text: String) -> Index? { firstIndex { Bytewise.isSame($0, text) } }
}

extension RawRepresentable where RawValue == String, Self: CaseIterable {
    /// The case that an outside text names.
    ///
    /// `init(rawValue:)` compares by canonical equivalence.
    init?(bytewise text: String) {
        guard let found = Self.allCases.first(where: { Bytewise.isSame($0.rawValue, text) }) else { return nil }
        self = found
    }
}

func ~= (pattern: String, text: String) -> Bool { Bytewise.isSame(pattern, text) }
