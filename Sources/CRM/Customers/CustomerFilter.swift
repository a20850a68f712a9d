package import Frame
package import Values

/// Which customers a list shows.
///
/// Source: SPEC section 6, `GET /customers`, and section 21.
package struct CustomerFilter: Sendable, Equatable {
    /// Each word of it begins one of the name, the address, the number, the document or the company; case and accents aside.
    package var search: String?
    /// Whether those out of use are left out.
    package var activeOnly: Bool
    /// Who owes less is left out.
    package var lowestBalance: Money?
    /// What is asked of own fields; all of it.
    package var custom: [CustomCondition] = []

    /// A filter; by default all active customers.
    package init(search: String? = nil, activeOnly: Bool = true, lowestBalance: Money? = nil) {
        self.search = search
        self.activeOnly = activeOnly
        self.lowestBalance = lowestBalance
    }
}

/// How a list of customers is sorted, to the last tie.
package struct CustomerOrder: Sendable, Equatable {
    /// The sort column.
    package enum Key: String, Sendable, CaseIterable {
        case name
        case createdAt = "created_at"
        case balance
    }

    package var key: Key
    package var isDescending: Bool
    /// The own field that the list is sorted by, instead of the key; customers without a value come last in both directions.
    package var custom: CustomField?

    /// An order; by default newest first.
    package init(_ key: Key = .createdAt, isDescending: Bool = true) {
        self.key = key
        self.isDescending = isDescending
    }

    /// The same from the other end.
    var reversed: CustomerOrder { CustomerOrder(key, isDescending: !isDescending) }
}
