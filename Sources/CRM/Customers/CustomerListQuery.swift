package import Routing

/// The query of the list of customers, for those who keep it.
package enum CustomerListQuery {
    /// The faults of a query, by parameter; empty for a valid one.
    package static func faults(of query: String) -> Members<[Text]> {
        CustomerListInput.faults(ofQuery: query, and: \.knownFaults)
    }
}
