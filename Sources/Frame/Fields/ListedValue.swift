package import Routing
import Values

/// A value of an own field as lists look for it, but for its record: a row of `lead_values`.
package struct ListedValue: Equatable {
    /// 0 for the value, from 1 on for the elements of an array.
    package let part: Int
    /// Of numbers; whole cents, days since 1970-01-01, 0 or 1.
    package let number: Int?
    /// The beginning of any other value.
    package let text: String?
    /// Whether the leads that have it are counted: there are few such values, and each has many leads.
    package let isCounted: Bool

    /// The most characters of a text.
    private static let length = 201
    /// The most characters of an element. Source: SPEC section 12, the limit of an option.
    private static let elementLength = 100

    /// What is kept of a value, the same as the trigger `leads_valued` keeps; nil for one that the rules of its kind do not make: what such
    /// a value is, the database alone knows.
    package static func all(of value: JSON, _ kind: CustomField.Kind) -> [ListedValue]? {
        switch (kind, value) {
        case (.integer, .number(let number)): Int(number.text).map { [Self(number: $0)] }
        case (.money, .string(let text)):
            Money(text).flatMap { $0.text == text ? [Self(number: Int($0.cents))] : nil }
        case (.date, .string(let text)): CivilDay.read(text).map { [Self(number: $0.daysSince1970)] }
        case (.boolean, .boolean(let truth)): [Self(number: truth ? 1 : 0, isCounted: true)]
        case (.choice, .string(let text)): [Self(text: text, isCounted: true)]
        case (.choices, .array(let elements)): choices(elements)
        case (.text, .string(let text)), (.longText, .string(let text)), (.url, .string(let text)),
            (.email, .string(let text)), (.phone, .string(let text)), (.document, .string(let text)):
            [Self(text: text)]
        default: nil
        }
    }

    /// The array as the database writes it, and each of its elements.
    private static func choices(_ elements: [JSON]) -> [ListedValue]? {
        let texts = elements.compactMap(\.text)
        guard texts.count == elements.count,
            texts.allSatisfy({ (1...elementLength).contains($0.unicodeScalars.count) })
        else { return nil }
        let written = texts.map { "\"" + String(decoding: JSONText.escaped($0), as: UTF8.self) + "\"" }
        let whole = Self(text: "[" + written.joined(separator: ", ") + "]")
        return [whole] + texts.enumerated().map { Self(part: $0 + 1, text: $1, isCounted: true) }
    }

    private init(part: Int = 0, text: String, isCounted: Bool = false) {
        self.part = part
        number = nil
        self.text = text.utf8.count <= Self.length ? text : String(text.unicodeScalars.prefix(Self.length))
        self.isCounted = isCounted
    }

    private init(number: Int, isCounted: Bool = false) {
        part = 0
        self.number = number
        text = nil
        self.isCounted = isCounted
    }
}
