import FoundationEssentials
import MariaDB
package import Values

extension LeadStore {
    /// How many leads are rescored in one transaction.
    private static let rescoreBatch = 500

    /// Gives every lead the score that the rules say now, and the due time of its priority; changes that others make meanwhile have it already.
    ///
    /// - Parameter progress: receives the number of leads read and their total.
    /// - Returns: how many leads there were, and how many scores changed.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func rescore(
        by rules: ScoreRules, and response: ResponseClock, clock: WallClock,
        progress: (_ done: Int, _ total: Int) -> Void
    ) throws -> (leads: Int, changed: Int) {
        let total = try total()
        var (done, changed) = (0, 0)
        var last: Lead.ID?
        while let batch = try rescoreBatch(after: last, by: rules, and: response, clock: clock) {
            done += batch.leads
            changed += batch.changed
            last = batch.end
            progress(done, max(done, total))
        }
        return (done, changed)
    }

    /// How many leads there are.
    func total() throws(DatabaseError) -> Int {
        try connection.fetchValue(Self.count(of: [])) ?? 0
    }

    /// Rescores the leads after one, at most 500, in one transaction.
    ///
    /// - Returns: the last of them, how many there were and how many scores changed; nil when there is none.
    func rescoreBatch(
        after last: Lead.ID?, by rules: ScoreRules, and response: ResponseClock, clock: WallClock
    ) throws -> (end: Lead.ID, leads: Int, changed: Int)? {
        let batch = try leads(after: last)
        guard let end = batch.last else { return nil }
        let now = Date()
        let changed = try connection.transaction {
            var count = 0
            for lead in batch {
                let score = LeadScore(of: lead, by: rules, clock: clock).score
                if score == lead.score { continue }
                var changed = lead
                changed.score = score
                response.settle(&changed, from: lead, at: now)
                count += try setScore(of: changed)
            }
            return count
        }
        return (end.id, batch.count, changed)
    }

    private func leads(after last: Lead.ID?) throws(DatabaseError) -> [Lead] {
        try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM leads
            WHERE id > \(last?.bytes ?? [])
            ORDER BY id
            LIMIT \(Self.rescoreBatch)
            """)
    }

    /// A lead that changed meanwhile is left alone; `updated_at` is for changes by people.
    private func setScore(of lead: Lead) throws(DatabaseError) -> Int {
        try connection.execute(
            """
            UPDATE leads
            SET score = \(lead.score), due_at = \(lead.dueAt), in_time = \(lead.inTime), version = version + 1
            WHERE id = \(lead.id) AND version = \(lead.version)
            """)
    }
}
