// The standard library composes for its own comparisons and offers the result under this name only; Foundation's way
// would bring ICU's tables into the program, 30 MB of it.
@_spi(_Unicode) import Swift

extension StringProtocol {
    /// The text in Normalization Form C. Source: Unicode Standard Annex #15.
    var inNFC: String {
        var composed = String.UnicodeScalarView()
        for scalar in String(self)._nfc { composed.append(scalar) }
        return String(composed)
    }
}
