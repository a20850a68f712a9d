import Crypto
import FoundationEssentials
import Frame
import MariaDB
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
    /// - Parameter isFollowUp: whether the leads are new. The same write then takes their mark off; and their time of change stays, since their
    ///   creation is published with the owner.
    /// - Throws: `DatabaseError`; `.lockWaitTimeout` when one of the leads is no longer what it was, though its row was locked.
    func assign(_ assignments: [LeadAssignment], isFollowUp: Bool = false, at now: Date) throws {
        guard !assignments.isEmpty else { return }
        let (change, isMarked): (SQL, SQL) =
            isFollowUp
            ? ("leads.follow_up = 'done'", "AND leads.follow_up = 'new'") : ("leads.updated_at = \(now)", "")
        // Hex needs no escape.
        let rows = assignments.map {
            "[\"\(hexEncoded($0.lead.id.bytes))\",\"\(hexEncoded($0.owner.bytes))\",\($0.lead.version)]"
        }
        let text = "[" + rows.joined(separator: ",") + "]"
        let changed = try connection.execute(
            """
            UPDATE JSON_TABLE(\(text), '$[*]' COLUMNS (
              id CHAR(32) CHARACTER SET ascii PATH '$[0]', owner_id CHAR(32) CHARACTER SET ascii PATH '$[1]',
              version INT UNSIGNED PATH '$[2]')) AS assigned
            STRAIGHT_JOIN leads ON leads.id = UNHEX(assigned.id)
            SET leads.owner_id = UNHEX(assigned.owner_id), leads.version = leads.version + 1, \(change)
            WHERE leads.version = assigned.version \(isMarked)
            """)
        guard changed == assignments.count else { throw DatabaseError(.lockWaitTimeout) }
        try LeadHistoryStore(connection).add(assignments, at: now)
    }
}
