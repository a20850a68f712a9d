extension DatabaseError {
    /// Whether the database cannot serve now and the same statement may succeed later: the response is 503, never 500.
    public var isOutage: Bool {
        switch code {
        case .unreachable, .connectionLost, .commitOutcomeUnknown, .notServing, .lackingResources, .overdue, .deadlock,
            .lockWaitTimeout, .statementTimeout:
            true
        case .duplicateEntry, .missingReference, .stillReferenced, .unfitValue, .undecodable, .unencodable, .server:
            false
        }
    }

    /// How often a transaction that ended so is run in all: it was rolled back as a whole, by a deadlock, which costs no wait and of
    /// which several at one row can come in turn; by a lock wait, each of which takes long; or, with several hosts, by one that does not serve.
    func tries(amongHosts hosts: Int) -> Int {
        switch code {
        case .deadlock: 8
        case .lockWaitTimeout: 3
        case .notServing: hosts > 1 ? 3 : 1
        default: 1
        }
    }
}
