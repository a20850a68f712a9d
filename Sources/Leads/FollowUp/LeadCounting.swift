import FoundationEssentials
import Frame
import MariaDB

/// Counts new leads by status and priority, and by the UTC day they came in on.
struct LeadCounting: FollowUpStep {
    let name = "counters"

    func run(_ batch: FollowUpBatch, on connection: Connection) throws {
        var groups: [CountedGroup: Int] = [:]
        var days: [Date: Int] = [:]
        for new in batch.leads {
            groups[CountedGroup(status: new.lead.status, priority: new.lead.priority), default: 0] += 1
            let day = (new.lead.createdAt.timeIntervalSince1970 / 86_400).rounded(.down)
            days[Date(timeIntervalSince1970: day * 86_400), default: 0] += 1
        }
        let store = FollowUpStore(connection: connection)
        try store.count(groups)
        try store.count(days)
    }
}

/// The dimensions that leads are counted by.
struct CountedGroup: Hashable {
    let status: LeadStatus
    let priority: Priority
}
