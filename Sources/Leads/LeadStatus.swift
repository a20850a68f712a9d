package import MariaDB

/// Where a lead stands.
///
/// Source: SPEC section 5, "Status".
package enum LeadStatus: String, Sendable, Hashable, CaseIterable, SQLBindable, ColumnDecodable {
    case pending = "PENDING"
    case reachedOut = "REACHED_OUT"
    case qualified = "QUALIFIED"
    case converted = "CONVERTED"
    case lost = "LOST"

    /// The Portuguese names that are understood on input.
    package static let aliases: [String: LeadStatus] = [
        "novo": .pending, "em_contato": .reachedOut, "qualificado": .qualified, "convertido": .converted,
        "perdido": .lost,
    ]

    /// Whether staff may move a lead from here to there; becoming a customer has an operation of its own.
    package func canMove(to next: LeadStatus) -> Bool {
        switch (self, next) {
        case (.pending, .reachedOut), (.reachedOut, .qualified), (.lost, .pending): true
        case (.pending, .lost), (.reachedOut, .lost), (.qualified, .lost): true
        default: false
        }
    }

    /// Whether a lead that stands here may become a customer.
    var canConvert: Bool { self == .reachedOut || self == .qualified }

    /// The status in an `ENUM` column.
    package init(column: borrowing Column) throws(DatabaseError) {
        guard let status = LeadStatus(rawValue: try column.text()) else { throw column.undecodable }
        self = status
    }
}

/// How soon a lead deserves attention, by its score.
package enum Priority: String, Sendable, Hashable, CaseIterable {
    case hot, warm, cold

    /// The scores of this priority, 0 through 100.
    package var scores: ClosedRange<Int> {
        switch self {
        case .hot: 70...100
        case .warm: 40...69
        case .cold: 0...39
        }
    }

    /// The priority of a score.
    package init(score: Int) {
        self = Priority.allCases.first { $0.scores.contains(score) } ?? .cold
    }
}
