/// An entity tag and the conditions that name it.
///
/// Source: RFC 9110 §8.8.3, §13.1.1, §13.1.2.
public struct EntityTag: Sendable, Hashable {
    /// The tag with its quotes, as it is sent.
    public let field: String

    /// A strong tag of visible ASCII without quotes.
    public init(_ opaque: String) {
        field = "\"\(opaque)\""
    }

    /// A tag as it stands in a field, quotes included.
    public init(field: String) {
        self.field = field
    }

    /// Whether an `If-None-Match` value names this tag; weak comparison.
    public func isNamed(ifNoneMatch condition: String) -> Bool {
        named(by: condition) { $0.hasPrefix("W/") ? $0.dropFirst(2) : $0 }
    }

    /// Whether an `If-Match` value names this tag; strong comparison, so a weak tag never matches.
    public func isNamed(ifMatch condition: String) -> Bool {
        named(by: condition) { $0 }
    }

    private func named(by condition: String, _ comparable: (Substring) -> Substring) -> Bool {
        condition.split(separator: ",").contains { entry in
            let tag = entry.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            return tag == "*" || comparable(tag) == field
        }
    }
}
