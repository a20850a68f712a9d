package import FoundationEssentials
package import MariaDB
import Posix
package import Routing

/// Which state of which lead: all that a list needs to know of a lead whose text in that state is remembered.
package struct LeadState: Sendable, Hashable {
    package let id: Lead.ID
    /// Incremented by every update that clients see.
    package let version: Int
    /// With the version: a version of a restored database may come twice.
    package let updatedAt: Date
    /// What time and settings change without a version.
    package let dueAt: Date?
    package let isLate: Bool

    /// What it is read from.
    static let columns: SQL = "leads.id, leads.version, leads.updated_at, leads.due_at, \(LeadStore.isLate) AS is_late"

    /// The state that a lead is in.
    package init(of lead: Lead) {
        id = lead.id
        version = lead.version
        updatedAt = lead.updatedAt
        dueAt = lead.dueAt
        isLate = lead.isLate
    }
}

extension LeadState: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        version = try row["version"]
        updatedAt = try row["updated_at"]
        dueAt = try row["due_at"]
        isLate = try row["is_late"]
    }
}

/// Leads as the API sends them, beside the state that they were in. For all threads of a process.
package final class LeadTexts: Sendable {
    /// The most that is remembered, in bytes of text; a lead has about 700. Beyond it all is forgotten.
    package static let largestBytes = 512 * 1024

    /// The cache of the process.
    package static let ofProcess = LeadTexts()

    private struct Memory {
        var texts: [LeadState: JSONObjectText] = [:]
        var bytes = 0
    }

    private let memory = Lock(Memory())

    /// Nothing remembered yet.
    package init() {}

    /// The texts of some states; nil unless all are remembered.
    package func texts(of states: [LeadState]) -> [JSONObjectText]? {
        memory.withLock { memory in
            var texts: [JSONObjectText] = []
            texts.reserveCapacity(states.count)
            for state in states {
                guard let text = memory.texts[state] else { return nil }
                texts.append(text)
            }
            return texts
        }
    }

    /// The texts of leads, remembered from now on.
    package func remember(_ leads: [Lead]) -> [JSONObjectText] {
        let texts = leads.map { JSONObjectText($0) }
        memory.withLock { memory in
            for (lead, text) in zip(leads, texts) {
                if memory.bytes + text.bytes.count > Self.largestBytes { memory = Memory() }
                let before = memory.texts.updateValue(text, forKey: LeadState(of: lead))
                memory.bytes += text.bytes.count - (before?.bytes.count ?? 0)
            }
        }
        return texts
    }
}
