package import FoundationEssentials
package import Frame

/// Which leads a list shows.
///
/// Source: SPEC section 5, `GET /api/v1/leads`.
package struct LeadFilter: Sendable, Equatable {
    package var statuses: [LeadStatus] = []
    /// Each word of it begins one of the name, the address, the number or the business; case and accents aside.
    package var search: String?
    package var source: String?
    /// The form that any of its enquiries came through.
    package var form: IntakeForm.ID?
    package var ownerID: User.ID?
    package var priority: Priority?
    package var lowestScore: Int?
    package var highestScore: Int?
    package var hasResume: Bool?
    /// Whether a lead that was due is late now.
    package var isLate: Bool?
    package var createdFrom: Date?
    /// Exclusive upper bound.
    package var createdBefore: Date?
    /// What is asked of own fields; all of it.
    package var custom: [CustomCondition] = []
    /// What is asked of the last touch; all of it.
    package var touches: [TouchCondition] = []

    package init() {}

    /// Whether nothing is asked for but leads that are late, or are not.
    var isByLatenessOnly: Bool {
        var latenessOnly = LeadFilter()
        latenessOnly.isLate = isLate
        return isLate != nil && self == latenessOnly
    }

    /// Whether the counts by status give the total.
    var isByStatusOnly: Bool {
        var statusesOnly = LeadFilter()
        statusesOnly.statuses = statuses
        return self == statusesOnly
    }
}

/// How a list of leads is sorted, to the last tie.
package struct LeadOrder: Sendable, Equatable {
    /// The sort column.
    package enum Key: String, Sendable, CaseIterable {
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case lastName = "last_name"
        case email
        case status
        case score
        case schedulingDay = "scheduling_day"
        /// Leads without a due time come last in both directions.
        case dueAt = "due_at"
    }

    package var key: Key
    package var isDescending: Bool
    /// The own field that the list is sorted by, instead of the key; leads without a value come last in both directions.
    package var custom: CustomField?

    package init(_ key: Key = .createdAt, isDescending: Bool = true) {
        self.key = key
        self.isDescending = isDescending
    }
}
