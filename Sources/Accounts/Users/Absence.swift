package import FoundationEssentials
package import Frame
import Values

/// Why nothing is handed out to a user.
package enum Absence: Sendable, Equatable {
    case inactive
    /// The user is away until a moment.
    case away(Date)

    /// The reason for the administrator.
    package var text: String {
        switch self {
        case .inactive: "inactive"
        case .away(let moment): "away until \(Instant.text(moment))"
        }
    }
}

extension User {
    /// Why nothing is handed out to the user at a moment; nil for someone who is available.
    package func absence(at now: Date) -> Absence? {
        guard isActive else { return .inactive }
        return awayUntil.flatMap { $0 > now ? .away($0) : nil }
    }
}
