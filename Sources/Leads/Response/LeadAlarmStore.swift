import FoundationEssentials
package import MariaDB
import Values

/// What remains to be done about a lead that is due, and when.
package struct LeadAlarm: RowDecodable {
    /// How far it is.
    package enum Stage: String, CaseIterable, SQLBindable, ColumnDecodable {
        /// Its owner does not know that it is late.
        case due
        /// Its owner was mailed; it may be handed over.
        case late
        /// Nothing more follows.
        case done
    }

    let lead: Lead
    let stage: Stage

    package init(row: borrowing Row) throws(DatabaseError) {
        lead = try Lead(row: row)
        stage = try row["stage"]
    }
}

/// The alarms of leads; a trigger sets them to each new due time.
struct LeadAlarmStore {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// The leads whose alarms have come, the longest ago first.
    func due(at now: Date, _ limit: Int) throws(DatabaseError) -> [Lead.ID] {
        try connection.fetchAll(
            """
            SELECT lead_id
            FROM lead_alarms
            WHERE alarm_at < \(now)
            ORDER BY alarm_at, lead_id
            LIMIT \(limit)
            """, as: Key.self
        ).map(\.id)
    }

    private struct Key: RowDecodable {
        let id: Lead.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["lead_id"] }
    }

    /// Locks those of some leads whose alarms have come; those that others change right now are left out.
    func take(_ leads: [Lead.ID], at now: Date) throws -> [LeadAlarm] {
        try connection.fetchAll(
            """
            SELECT \(LeadStore.columns), lead_alarms.stage
            FROM \(SQL.keyed(leads))
            STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
            STRAIGHT_JOIN lead_alarms ON lead_alarms.lead_id = leads.id
            WHERE lead_alarms.alarm_at < \(now)
            ORDER BY leads.due_at, leads.id
            FOR UPDATE SKIP LOCKED
            """)
    }

    /// Sets what is to be done next about a lead, and when; nil for nothing.
    func set(_ stage: LeadAlarm.Stage, at moment: Date?, of lead: Lead.ID) throws(DatabaseError) {
        try connection.execute(
            "UPDATE lead_alarms SET stage = \(stage), alarm_at = \(moment) WHERE lead_id = \(lead)")
    }

    /// Has the time of the handover of late leads counted again.
    func askAgain(_ leads: [Lead.ID]) throws {
        try connection.execute(
            """
            UPDATE \(SQL.keyed(leads))
            STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
            STRAIGHT_JOIN lead_alarms ON lead_alarms.lead_id = leads.id
            SET lead_alarms.alarm_at = leads.due_at
            WHERE lead_alarms.stage = \(LeadAlarm.Stage.late)
            """)
    }

    /// Records that leads were not answered in time.
    func miss(_ leads: [Lead.ID]) throws {
        guard !leads.isEmpty else { return }
        try connection.execute(
            """
            UPDATE \(SQL.keyed(leads))
            STRAIGHT_JOIN leads ON leads.id = UNHEX(keyed.id)
            SET leads.in_time = FALSE
            """)
    }
}
