package import Routing

/// The query of the list of leads, for those who keep it.
package enum LeadListQuery {
    /// The faults of a query, by parameter; empty for a valid one.
    package static func faults(of query: String) -> Members<[Text]> {
        LeadListInput.faults(ofQuery: query, and: \.knownFaults)
    }
}
