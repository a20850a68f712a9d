/// Which customers a list shows, newest first.
///
/// Source: SPEC section 6, `GET /customers`.
package struct CustomerFilter: Sendable, Equatable {
    /// Each word of it begins one of the name, the address, the number, the document or the company; case and accents aside.
    package var search: String?
    /// Whether those out of use are left out.
    package var activeOnly: Bool

    /// A filter; by default all active customers.
    package init(search: String? = nil, activeOnly: Bool = true) {
        self.search = search
        self.activeOnly = activeOnly
    }
}
