import Crypto
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Values

/// A lead that a rule gives to a user.
struct LeadAssignment {
    /// As it was before; its row is locked.
    let lead: Lead
    let owner: User.ID
    /// The name of the rule.
    let rule: String
}

extension LeadStore {
    /// Gives leads to the users that rules chose, with all that a change of the owner by hand has: version, time and history.
    ///
    /// - Throws: `DatabaseError`; `.lockWaitTimeout` when one of the leads is no longer what it was, though its row was locked.
    func assign(_ assignments: [LeadAssignment], at now: Date) throws {
        guard !assignments.isEmpty else { return }
        let rows = assignments.map { [hexEncoded($0.lead.id.bytes), hexEncoded($0.owner.bytes), "\($0.lead.version)"] }
        let text = String(decoding: try JSONText.bytes(of: rows), as: UTF8.self)
        let changed = try connection.execute(
            """
            UPDATE JSON_TABLE(\(text), '$[*]' COLUMNS (
              id CHAR(32) CHARACTER SET ascii PATH '$[0]', owner_id CHAR(32) CHARACTER SET ascii PATH '$[1]',
              version INT UNSIGNED PATH '$[2]')) AS assigned
            STRAIGHT_JOIN leads ON leads.id = UNHEX(assigned.id)
            SET leads.owner_id = UNHEX(assigned.owner_id), leads.updated_at = \(now), leads.version = leads.version + 1
            WHERE leads.version = assigned.version
            """)
        guard changed == assignments.count else { throw DatabaseError(.lockWaitTimeout) }
        try LeadHistoryStore(connection).add(assignments, at: now)
    }
}
