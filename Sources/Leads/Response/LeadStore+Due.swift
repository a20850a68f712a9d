import Crypto
import FoundationEssentials
import MariaDB
import Routing
import Values

extension LeadStore {
    /// How many due times are counted in one transaction.
    private static let retimeBatch = 500

    /// When a lead is due.
    struct DueTime {
        let id: Lead.ID
        let dueAt: Date?
    }

    /// A place in the list of the leads in `PENDING`, newest first.
    struct WaitingPlace {
        let createdAt: Date
        let id: Lead.ID

        init(of lead: Lead) { (createdAt, id) = (lead.createdAt, lead.id) }

        /// Reads what `text` wrote.
        init?(_ text: String) {
            let parts = text.split(separator: "/")
            guard parts.count == 2, let microseconds = Int(parts[0]), let id = Lead.ID(String(parts[1])) else {
                return nil
            }
            createdAt = Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
            self.id = id
        }

        /// Microseconds since 1970, and the id.
        var text: String { "\(Int((createdAt.timeIntervalSince1970 * 1_000_000).rounded()))/\(id.text)" }
    }

    /// Writes due times. A lead whose due time changes is not known to be late until `LeadAlarms` finds it.
    func setDueTimes(_ times: [DueTime]) throws {
        guard !times.isEmpty else { return }
        let rows = times.map { time in
            [hexEncoded(time.id.bytes), time.dueAt.map { "\(Int($0.timeIntervalSince1970))" }]
        }
        try connection.execute(
            """
            UPDATE JSON_TABLE(\(String(decoding: try JSONText.bytes(of: rows), as: UTF8.self)), '$[*]' COLUMNS (
              id CHAR(32) CHARACTER SET ascii PATH '$[0]', due BIGINT PATH '$[1]')) AS timed
            STRAIGHT_JOIN leads ON leads.id = UNHEX(timed.id)
            SET leads.due_at = '1970-01-01' + INTERVAL timed.due SECOND, leads.in_time = NULL
            """)
    }

    /// How many leads have the status `PENDING`.
    func totalPending() throws(DatabaseError) -> Int {
        try connection.fetchValue(Self.count(of: [.pending])) ?? 0
    }

    /// Counts the due times of the waiting leads that came before one, at most 500, in one transaction.
    ///
    /// - Returns: the last of them and how many there were; nil when there is none.
    func retimeBatch(before last: WaitingPlace?, by clock: ResponseClock) throws -> (end: WaitingPlace, leads: Int)? {
        // No gap is locked then: submissions go on.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction { () -> (end: WaitingPlace, leads: Int)? in
            let leads = try pending(before: last)
            guard let end = leads.last else { return nil }
            let times = leads.map { DueTime(id: $0.id, dueAt: clock.due(of: $0)) }
            try setDueTimes(zip(leads, times).filter { $0.dueAt != $1.dueAt }.map(\.1))
            try LeadAlarmStore(connection).askAgain(leads.map(\.id))
            return (WaitingPlace(of: end), leads.count)
        }
    }

    private func pending(before last: WaitingPlace?) throws(DatabaseError) -> [Lead] {
        let start: SQL =
            last.map { place in
                """
                AND (leads.created_at = \(place.createdAt) AND leads.id < \(place.id)
                  OR leads.created_at < \(place.createdAt))
                """
            } ?? ""
        return try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM leads FORCE INDEX (leads_status_created)
            WHERE leads.status = \(LeadStatus.pending) \(start)
            ORDER BY leads.created_at DESC, leads.id DESC
            LIMIT \(Self.retimeBatch)
            FOR UPDATE
            """)
    }

    /// The time zone in which due times are counted; nil before the first worker ran.
    func dueZone() throws(DatabaseError) -> String? {
        try connection.fetchValue("SELECT due_zone FROM instance WHERE due_zone IS NOT NULL")
    }

    /// Notes the time zone in which due times are counted from now on.
    ///
    /// - Returns: whether it was another one.
    func setDueZone(_ name: String) throws(DatabaseError) -> Bool {
        try connection.execute("UPDATE instance SET due_zone = \(name) WHERE NOT due_zone <=> \(name)") == 1
    }
}
