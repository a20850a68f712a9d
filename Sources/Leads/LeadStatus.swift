package import MariaDB

/// The status of a lead.
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

    /// The statuses that staff may move a lead to; conversion is an operation of its own.
    package var moves: [LeadStatus] {
        switch self {
        case .pending: [.reachedOut, .lost]
        case .reachedOut: [.qualified, .lost]
        case .qualified: [.lost]
        case .converted: []
        case .lost: [.pending]
        }
    }

    /// Whether the lead can be converted into a customer.
    package var canConvert: Bool {
        switch self {
        case .reachedOut, .qualified: true
        case .pending, .converted, .lost: false
        }
    }

    /// Whether the lead still needs work: it is neither a customer nor lost.
    package var isOpen: Bool {
        switch self {
        case .pending, .reachedOut, .qualified: true
        case .converted, .lost: false
        }
    }

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
