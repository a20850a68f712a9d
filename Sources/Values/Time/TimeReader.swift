/// Reads a written time from front to end; a pattern takes a hundred times as long.
struct TimeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    /// `YYYY-MM-DD`
    mutating func day() -> CivilDay? {
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2) else { return nil }
        return CivilDay(year: year, month: month, day: day)
    }

    /// The second of the day that `HH:MM:SS` means, its fraction aside; RFC 3339 §5.6.
    ///
    /// - Parameter needsSeconds: whether `HH:MM` alone is refused.
    mutating func secondOfDay(needsSeconds: Bool) -> Int? {
        guard let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60 else { return nil }
        guard skip(":") else { return needsSeconds ? nil : hour * 3600 + minute * 60 }
        guard let second = number(2), second < 60 else { return nil }
        if skip(".") {
            let fraction = rest.prefix { 0x30...0x39 ~= $0 }
            guard !fraction.isEmpty else { return nil }
            rest = rest[fraction.endIndex...]
        }
        return hour * 3600 + minute * 60 + second
    }

    /// `Z`, or hours and minutes with or without the colon between them: `+HH:MM`, `-HHMM`.
    mutating func offsetSeconds() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }

    /// Steps over a sign if it comes next.
    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// The number of so many ASCII digits that comes next.
    private mutating func number(_ digits: Int) -> Int? {
        let figures = rest.prefix(digits)
        guard figures.count == digits, figures.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        rest = rest.dropFirst(digits)
        return figures.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
