package import Accounts
package import FoundationEssentials
import MariaDB

/// Which leads a list shows.
///
/// Source: SPEC section 5, `GET /api/v1/leads`.
package struct LeadFilter: Sendable, Equatable {
    package var statuses: [LeadStatus] = []
    /// Stands in the name, the address, the number or the business; case and accents aside.
    package var search: String?
    package var source: String?
    package var ownerID: User.ID?
    package var priority: Priority?
    package var lowestScore: Int?
    package var highestScore: Int?
    package var hasResume: Bool?
    package var createdFrom: Date?
    /// The first moment that is too late.
    package var createdBefore: Date?

    package init() {}

    /// Whether the counts by status tell how many leads there are.
    var isByStatusOnly: Bool {
        var statusesOnly = LeadFilter()
        statusesOnly.statuses = statuses
        return self == statusesOnly
    }

    /// The filter as a `WHERE` clause; empty when everything passes.
    var condition: SQL {
        var conditions: [SQL] = []
        if !statuses.isEmpty { conditions.append("leads.status IN (\(list: statuses))") }
        if let search { conditions.append(Self.matches(search)) }
        if let source { conditions.append("leads.business_tracking = \(source)") }
        if let ownerID { conditions.append("leads.owner_id = \(ownerID)") }
        if let priority {
            let (lowest, highest) = (priority.scores.lowerBound, priority.scores.upperBound)
            conditions.append("leads.score BETWEEN \(lowest) AND \(highest)")
        }
        if let lowestScore { conditions.append("leads.score >= \(lowestScore)") }
        if let highestScore { conditions.append("leads.score <= \(highestScore)") }
        if let hasResume { conditions.append(hasResume ? "leads.resume_path IS NOT NULL" : "leads.resume_path IS NULL") }
        if let createdFrom { conditions.append("leads.created_at >= \(createdFrom)") }
        if let createdBefore { conditions.append("leads.created_at < \(createdBefore)") }
        return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }

    /// Text searched for stands for itself: `LIKE`'s own signs are escaped.
    private static func matches(_ search: String) -> SQL {
        let escaped = search.reduce(into: "") { pattern, character in
            if character == "%" || character == "_" || character == "|" { pattern += "|" }
            pattern.append(character)
        }
        let pattern = "%\(escaped)%"
        return """
            CONCAT_WS(' ', leads.first_name, leads.last_name, leads.email, leads.phone, leads.business_name)
              COLLATE utf8mb4_uca1400_ai_ci LIKE \(pattern) ESCAPE '|'
            """
    }
}

/// How a list of leads is sorted, to the last tie.
package struct LeadOrder: Sendable, Equatable {
    /// What it is sorted by.
    package enum Key: String, Sendable, CaseIterable {
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case lastName = "last_name"
        case email
        case status
        case score
        case schedulingDay = "scheduling_day"
    }

    package var key: Key
    package var isDescending: Bool

    package init(_ key: Key = .createdAt, isDescending: Bool = true) {
        self.key = key
        self.isDescending = isDescending
    }

    /// The list behind `ORDER BY`.
    var clause: SQL {
        switch (key, isDescending) {
        case (.createdAt, true): "leads.created_at DESC, leads.id DESC"
        case (.createdAt, false): "leads.created_at, leads.id"
        case (.updatedAt, true): "leads.updated_at DESC, leads.id DESC"
        case (.updatedAt, false): "leads.updated_at, leads.id"
        case (.lastName, true): "leads.last_name DESC, leads.id DESC"
        case (.lastName, false): "leads.last_name, leads.id"
        case (.email, true): "leads.email DESC, leads.id DESC"
        case (.email, false): "leads.email, leads.id"
        case (.status, true): "leads.status DESC, leads.created_at DESC, leads.id DESC"
        case (.status, false): "leads.status, leads.created_at, leads.id"
        case (.score, true): "leads.score DESC, leads.id DESC"
        case (.score, false): "leads.score, leads.id"
        case (.schedulingDay, true): "leads.scheduling_day DESC, leads.id DESC"
        case (.schedulingDay, false): "leads.scheduling_day, leads.id"
        }
    }

    /// The index that holds the ids in this order, so that a page deep in the list reads index entries and no rows.
    func index(for filter: LeadFilter) -> SQL {
        guard filter.isByStatusOnly else { return "" }
        if filter.statuses.count == 1 {
            return key == .createdAt || key == .status ? "FORCE INDEX (leads_status_created)" : ""
        }
        guard filter.statuses.isEmpty else { return "" }
        return switch key {
        case .createdAt: "FORCE INDEX (leads_created)"
        case .updatedAt: "FORCE INDEX (leads_updated)"
        case .lastName: "FORCE INDEX (leads_last_name)"
        case .email: "FORCE INDEX (leads_email)"
        case .status: "FORCE INDEX (leads_status_created)"
        case .score: "FORCE INDEX (leads_score)"
        case .schedulingDay: "FORCE INDEX (leads_scheduling_day)"
        }
    }
}
