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

    /// A tag as written in a field, with its quotes.
    public init(field: String) {
        self.field = field
    }

    /// Whether an `If-Match` or `If-None-Match` value names this tag, or any tag by `*`.
    ///
    /// Compared weakly for both: a web server that compresses an answer weakens our tag on its way (`W/`), and its client knows
    /// no other to show us. The state it names is the same.
    public func isNamed(in condition: String) -> Bool { Self.isAny(in: condition) { $0 == field } }

    /// Whether a condition names any tag by `*`, or one that begins so.
    public static func isNamed(in condition: String, beginning opaque: String) -> Bool {
        isAny(in: condition) { $0.hasPrefix("\"\(opaque)") }
    }

    private static func isAny(in condition: String, where isMeant: (Substring) -> Bool) -> Bool {
        condition.split(separator: ",").contains { entry in
            let tag = entry.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }
            return tag == "*" || isMeant(tag.dropping(prefix: "W/") ?? tag)
        }
    }
}
