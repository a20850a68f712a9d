/// The arguments of a command line: options with and without a value, and words.
package struct Arguments {
    /// An invalid command line.
    package struct UsageError: Error, CustomStringConvertible {
        package let description: String

        /// A fault to show with the usage.
        package init(description: String) { self.description = description }
    }

    /// The words that are no options, in order.
    package private(set) var words: [String] = []
    private var values: [String: String] = [:]
    private var flags: Set<String> = []

    /// Reads words.
    ///
    /// - Parameters:
    ///   - valued: options that take a value, as `--name value` or `--name=value`.
    ///   - flags: options that take none; `--help` is always one.
    /// - Throws: `UsageError` for an option that is neither, or that has two values.
    package init(_ words: some Sequence<String>, valued: Set<String> = [], flags known: Set<String> = [])
        throws(UsageError)
    {
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            if !word.hasPrefix("--") {
                self.words.append(word)
            } else if known.contains(word) || word == "--help" {
                flags.insert(word)
            } else if valued.contains(sides[0]) {
                guard let value = sides.count == 2 ? sides[1] : rest.popFirst() else {
                    throw UsageError(description: "missing value of \(word)")
                }
                guard values.updateValue(value, forKey: sides[0]) == nil else {
                    throw UsageError(description: "\(sides[0]) is given twice")
                }
            } else {
                throw UsageError(description: "unexpected option \(word)")
            }
        }
    }

    /// Whether a flag was given.
    package func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// The value of an option; nil when it was not given.
    package subscript(option: String) -> String? { values[option] }

    /// The whole number of an option, or its default.
    ///
    /// - Throws: `UsageError` when it is not a number of the range.
    package func integer(_ option: String, _ range: ClosedRange<Int>, default fallback: Int) throws(UsageError) -> Int {
        guard let text = values[option] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError(
                description: "\(option) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
