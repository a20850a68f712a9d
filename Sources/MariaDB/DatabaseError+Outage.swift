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

    /// Whether the transaction was rolled back as a whole and may succeed when it is run again: after a deadlock, a lock wait, or, with
    /// several hosts, on another of them.
    func isRepeatable(amongHosts hosts: Int) -> Bool {
        switch code {
        case .deadlock, .lockWaitTimeout: true
        case .notServing: hosts > 1
        default: false
        }
    }
}
