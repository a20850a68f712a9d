/// The values of the optional texts of a record, by their places in its table.
package struct OptionalTexts: Sendable {
    /// The most texts of a record.
    package static let most = 12
    // Without an allocation of its own, since every record of a list has one. There is room for more texts than a table has, so that a new
    // one changes the layout of nothing.
    private var values = InlineArray<12, String?>(repeating: nil)

    /// A record without texts.
    package init() {}

    /// The text at a place; nil when the record has none.
    package subscript(place: Int) -> String? {
        get { values[place] }
        set { values[place] = newValue }
    }
}

extension OptionalTexts: Equatable {
    package static func == (one: OptionalTexts, other: OptionalTexts) -> Bool {
        one.values.indices.allSatisfy { one[$0] == other[$0] }
    }
}
