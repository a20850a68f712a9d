import MariaDB
package import Routing
import Values

extension CustomField {
    /// What values a field takes.
    ///
    /// Source: SPEC section 12, the table of kinds.
    package enum Kind: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case text
        case longText = "long_text"
        case integer, money, date, boolean, choice, choices, url, email, phone, document

        /// What `min` and `max` lie within: characters, numbers, whole cents, days since 1970-01-01; nil for a kind without them.
        package var bounds: ClosedRange<Int>? {
            switch self {
            case .text: 0...200
            case .longText: 0...4_000
            // What every reader of JSON reads exactly. Source: RFC 8259 §6.
            case .integer: -(1 << 53 - 1)...(1 << 53 - 1)
            case .money: -Int(Money.largest.cents)...Int(Money.largest.cents)
            case .date: Self.days
            case .boolean, .choice, .choices, .url, .email, .phone, .document: nil
            }
        }

        /// The days that four digits of a year can write, in days since 1970-01-01.
        private static let days: ClosedRange<Int> = {
            let ends = [CivilDay(year: 1, month: 1, day: 1), CivilDay(year: 9999, month: 12, day: 31)]
            let days = ends.map { $0?.daysSince1970 ?? 0 }
            return days[0]...days[1]
        }()

        /// Whether it has options.
        package var hasOptions: Bool { self == .choice || self == .choices }
        /// Whether a record is found by its words.
        package var isSearched: Bool { self == .text || self == .longText || self == .email }
        /// Whether a list may ask for a range of its values.
        package var hasRange: Bool { self == .integer || self == .money || self == .date }
        /// Whether it is kept, filtered and sorted as a number.
        package var isNumber: Bool { hasRange || self == .boolean }

        /// How a bound is read and written.
        package var boundRule: Rule<Int>? {
            guard let bounds else { return nil }
            return switch self {
            case .money: Rule<Money>.money(-Money.largest...Money.largest).map { Int($0.cents) }
            case .date: Rule<CivilDay>.day(bounds).map(\.daysSince1970)
            default: .integer(bounds)
            }
        }

        /// A bound as it is shown.
        package func json(ofBound bound: Int?) -> JSON {
            guard let bound else { return .null }
            return switch self {
            case .money: .string(Money(cents: Int64(bound)).text)
            case .date: .string(CivilDay(daysSince1970: bound).text)
            default: JSON(bound)
            }
        }
    }

    /// The rule of its values, in the form in which they are kept and shown.
    package var rule: Rule<JSON> {
        let range = range ?? 0...0
        // A text that is there has a character.
        let length = max(range.lowerBound, 1)...max(range.upperBound, 1)
        let options = (details.options ?? []).filter(\.isActive).map(\.value)
        return switch kind {
        case .text: Rule<String>.line(length).map(JSON.string)
        case .longText: Rule<String>.text(length).map(JSON.string)
        case .integer: Rule<Int>.integer(range).map { JSON($0) }
        case .money:
            Rule<Money>.money(Money(cents: Int64(range.lowerBound))...Money(cents: Int64(range.upperBound)))
                .map { .string($0.text) }
        case .date: Rule<CivilDay>.day(range).map { .string($0.text) }
        case .boolean: Rule<Bool>.boolean.map(JSON.boolean)
        case .choice: Rule<String>.option(of: options).map(JSON.string)
        case .choices: Rule<[String]>.options(of: options).map { .array($0.map(JSON.string)) }
        case .url: Rule<String>.webAddress.map(JSON.string)
        case .email: Rule<EmailAddress>.email.map { .string($0.text) }
        case .phone: Rule<PhoneNumber>.phone.map { .string($0.text) }
        case .document: Rule<TaxDocument>.taxDocument.map { .string($0.text) }
        }
    }
}
