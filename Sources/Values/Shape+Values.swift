package import FoundationEssentials
package import Routing

extension Shape.Member {
    /// An id.
    package static func id<Entity>(
        _ name: String, _ value: @escaping @Sendable (Value) -> Identifier<Entity>
    ) -> Self {
        text(name, .identifier) { value($0).text }
    }

    /// An id or null.
    package static func optionalID<Entity>(
        _ name: String, _ value: @escaping @Sendable (Value) -> Identifier<Entity>?
    ) -> Self {
        optionalText(name, .identifier) { value($0)?.text }
    }

    /// An instant in UTC.
    package static func instant(_ name: String, _ value: @escaping @Sendable (Value) -> Date) -> Self {
        text(name, .instant) { Instant.text(value($0)) }
    }

    /// An instant in UTC or null.
    package static func optionalInstant(_ name: String, _ value: @escaping @Sendable (Value) -> Date?) -> Self {
        optionalText(name, .instant) { value($0).map(Instant.text) }
    }
}
