import FoundationEssentials
import Frame
import MariaDB
import Routing

/// The turns of the rules, and which leads were handed out by which rule, in the database.
struct HandoutStore {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    /// The turns of some rules, in their order, locked until the end of the transaction.
    func lockTurns(of rules: [HandoutRule]) throws(DatabaseError) -> [HandoutTurn] {
        // By name, so that two who lock the turns of the same rules only wait for each other; a row that is there is locked as well.
        for part in rules.map(\.name).sorted().statementSized {
            try connection.execute(
                """
                INSERT INTO handout_turns (rule)
                VALUES \(part.map { (name) -> SQL in "(\(name))" }.joined(separator: ", "))
                ON DUPLICATE KEY UPDATE rule = VALUES(rule)
                """)
        }
        return try turns(of: rules, "FOR UPDATE")
    }

    /// The turns of some rules, in their order.
    func turns(of rules: [HandoutRule]) throws(DatabaseError) -> [HandoutTurn] { try turns(of: rules, "") }

    private func turns(of rules: [HandoutRule], _ lock: SQL) throws(DatabaseError) -> [HandoutTurn] {
        var rows: [TurnRow] = []
        for part in rules.map(\.name).sorted().statementSized {
            rows += try connection.fetchAll(
                """
                SELECT rule, user_id, place
                FROM handout_turns
                WHERE rule IN (\(list: Array(part)))
                ORDER BY rule
                \(lock)
                """)
        }
        return rules.map { rule in rows.first { $0.rule == rule.name }?.turn ?? HandoutTurn() }
    }

    private struct TurnRow: RowDecodable {
        let rule: String
        let turn: HandoutTurn

        init(row: borrowing Row) throws(DatabaseError) {
            rule = try row["rule"]
            turn = HandoutTurn(user: try row["user_id"], place: try row["place"])
        }
    }

    /// Keeps the turns of rules whose turns are locked.
    func keep(_ turns: [HandoutTurn], of rules: [HandoutRule]) throws(DatabaseError) {
        let rows = zip(rules, turns).map { rule, turn -> SQL in "(\(rule.name), \(turn.user), \(turn.place))" }
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO handout_turns (rule, user_id, place)
                VALUES \(part.joined(separator: ", "))
                ON DUPLICATE KEY UPDATE user_id = VALUES(user_id), place = VALUES(place)
                """)
        }
    }

    /// Removes the turns of removed rules.
    ///
    /// - Returns: how many.
    func removeTurns(except rules: [HandoutRule]) throws(DatabaseError) -> Int {
        let condition: SQL = rules.isEmpty ? "TRUE" : "rule NOT IN (\(list: rules.map(\.name)))"
        return try connection.execute("DELETE FROM handout_turns WHERE \(condition)")
    }

    /// How many open leads some users have; those who have none are not in it.
    func openLeads(of users: [User.ID]) throws(DatabaseError) -> [User.ID: Int] {
        guard !users.isEmpty else { return [:] }
        var open: [User.ID: Int] = [:]
        for part in users.sorted().statementSized {
            let rows: [OpenLeads] = try connection.fetchAll(
                """
                SELECT owner_id, COUNT(*) AS total
                FROM leads FORCE INDEX (leads_owner_status)
                WHERE owner_id IN (\(list: Array(part))) AND status IN (\(list: LeadStatus.allCases.filter(\.isOpen)))
                GROUP BY owner_id
                ORDER BY owner_id
                """)
            for row in rows { open[row.owner] = row.total }
        }
        return open
    }

    private struct OpenLeads: RowDecodable {
        let owner: User.ID
        let total: Int

        init(row: borrowing Row) throws(DatabaseError) {
            owner = try row["owner_id"]
            total = try row["total"]
        }
    }

    /// Of some leads those whose owner was set before, whoever it is now.
    func everOwned(_ leads: [Lead.ID]) throws(DatabaseError) -> [Lead.ID] {
        var owned: [Lead.ID] = []
        for part in leads.statementSized {
            owned += try connection.fetchAll(
                """
                SELECT DISTINCT lead_id
                FROM lead_history
                WHERE lead_id IN (\(list: Array(part))) AND JSON_EXISTS(changes, '$.owner_id')
                ORDER BY lead_id
                """, as: LeadKey.self
            ).map(\.id)
        }
        return owned
    }

    private struct LeadKey: RowDecodable {
        let id: Lead.ID
        init(row: borrowing Row) throws(DatabaseError) { id = try row["lead_id"] }
    }

    /// Records the choices for new leads. A lead that went to the first user whose turn it was has no row: the history says it all.
    func record(_ handouts: [Handout], at now: Date) throws {
        let rows = try handouts.filter { !$0.choice.isFirst }.map { handout -> SQL in
            "(\(handout.lead), \(handout.rule), \(handout.choice.user), \(try handout.choice.skippedText()), \(now))"
        }
        for part in rows.statementSized {
            try connection.execute(
                """
                INSERT INTO lead_handouts (lead_id, rule, user_id, skipped, at)
                VALUES \(part.joined(separator: ", "))
                """)
        }
    }

    /// The record of a lead.
    func record(of lead: Lead.ID) throws(DatabaseError) -> HandoutRecord? {
        let record: HandoutRecord? = try connection.fetchFirst(
            """
            SELECT rule, user_id, skipped, at, handed_over_at
            FROM lead_handouts
            WHERE lead_id = \(lead)
            """)
        if let record { return record }
        return try assignment(of: lead)?.record
    }

    private func assignment(of lead: Lead.ID) throws(DatabaseError) -> Assignment? {
        try connection.fetchFirst(
            """
            SELECT rule, changes, at
            FROM lead_history
            WHERE lead_id = \(lead) AND rule IS NOT NULL
            ORDER BY version
            LIMIT 1
            """)
    }

    /// The entry of the history that a rule assigned a lead.
    private struct Assignment: RowDecodable {
        let record: HandoutRecord

        init(row: borrowing Row) throws(DatabaseError) {
            let changes: LeadChanges = try row["changes"]
            record = HandoutRecord(rule: try row["rule"], user: changes.newOwner, at: try row["at"])
        }
    }

    /// Marks a lead of a record as handed over, once.
    ///
    /// - Returns: false if it was before.
    func claimHandOver(of lead: Lead.ID, recorded record: HandoutRecord?, at now: Date) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            INSERT INTO lead_handouts (lead_id, rule, user_id, skipped, at, handed_over_at)
            VALUES (\(lead), \(record?.rule), \(record?.user), '[]', \(record?.at ?? now), \(now))
            ON DUPLICATE KEY UPDATE handed_over_at = COALESCE(handed_over_at, VALUES(handed_over_at))
            """) > 0
    }

    /// Completes the record of a lead that is marked as handed over.
    func recordHandOver(of lead: Lead.ID, by rule: HandoutRule, _ choice: HandoutChoice) throws {
        try connection.execute(
            """
            UPDATE lead_handouts
            SET rule = \(rule.name), user_id = \(choice.user), skipped = \(try choice.skippedText())
            WHERE lead_id = \(lead)
            """)
    }

    /// A lead as the rules read it, locked until the end of the transaction.
    func lock(_ lead: Lead.ID) throws(DatabaseError) -> HandoutSubject? { try find(lead, "FOR UPDATE") }

    /// A lead as the rules read it.
    func find(_ lead: Lead.ID) throws(DatabaseError) -> HandoutSubject? { try find(lead, "") }

    private func find(_ lead: Lead.ID, _ lock: SQL) throws(DatabaseError) -> HandoutSubject? {
        var subject: HandoutSubject? = try connection.fetchFirst(
            """
            SELECT \(LeadStore.columns), leads.form, leads.form_id, leads.form_version
            FROM leads
            WHERE id = \(lead)
            \(lock)
            """)
        if let form = subject?.through?.form {
            subject?.slugs = try FormStore(connection).slugs(of: [form])[form] ?? []
        }
        return subject
    }
}

extension HandoutSubject: RowDecodable {
    init(row: borrowing Row) throws(DatabaseError) {
        lead = try Lead(row: row)
        form = try row["form"]
        through = try FormVersion(row: row, form)
    }
}
