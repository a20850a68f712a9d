import Crypto
import FoundationEssentials
import MariaDB
import Routing

extension MetricsStore {
    /// How many changes are worked in in one transaction.
    private static let batch = 1_000

    /// Adds leads to the tallies; belongs in the transaction in which they cease to be new.
    func tally(_ facts: [LeadFact]) throws {
        guard !facts.isEmpty else { return }
        var tallies: [Int: Tallies] = [:]
        var slots: [Int: (total: Int, converted: Int)] = [:]
        var waits: [Wait: Int] = [:]
        var answers: [Answer: Int] = [:]
        for fact in facts {
            tallies[fact.day, default: Tallies()].add(fact)
            let slot = slots[fact.slot, default: (0, 0)]
            slots[fact.slot] = (slot.total + fact.sign, slot.converted + fact.sign * fact.converted)
            if let seconds = fact.waitSeconds { waits[Wait(seconds: seconds, day: fact.day), default: 0] += fact.sign }
            if let seconds = fact.answerSeconds {
                for answerer in fact.answerers {
                    let place = TallyPlace.answers(of: answerer, WaitStep(of: seconds))
                    answers[Answer(place: place, day: fact.day, seconds: seconds), default: 0] += fact.sign
                }
            }
        }
        try write(
            tallies.flatMap { day, tallies in
                tallies.counts.map { place, count in
                    [place.dimension.rawValue, "\(day)", hexEncoded(place.value), "\(count.total)", "\(count.part)"]
                }
            })
        try write(slots: slots.map { ["\($0 * LeadFact.slotSeconds)", "\($1.total)", "\($1.converted)"] })
        try write(waits: waits.map { ["\($0.seconds)", "\($0.day)", "\($1)"] })
        try write(
            answers: answers.map {
                [
                    $0.place.dimension.rawValue, hexEncoded($0.place.value), "\($0.day)", "\($0.seconds)", "\($1)",
                ]
            })
    }

    private struct Answer: Hashable {
        let place: TallyPlace
        let day: Int
        let seconds: Int
    }

    private struct Wait: Hashable {
        let seconds: Int
        let day: Int
    }

    // Each in the order of its key, so that two that write the same rows only wait for each other.

    private func write(_ rows: [[String]]) throws {
        try connection.execute(
            """
            INSERT INTO lead_tallies (dimension, day, value, total, part)
            SELECT added.dimension, '1970-01-01' + INTERVAL added.day DAY AS day, UNHEX(added.value) AS value, added.total, added.part
            FROM JSON_TABLE(\(try text(rows)), '$[*]' COLUMNS (
              dimension VARCHAR(16) PATH '$[0]', day INT PATH '$[1]', value VARCHAR(1604) PATH '$[2]', total BIGINT PATH '$[3]',
              part BIGINT PATH '$[4]')) AS added
            ORDER BY added.dimension, day, value
            ON DUPLICATE KEY UPDATE total = lead_tallies.total + added.total, part = lead_tallies.part + added.part
            """)
    }

    private func write(slots rows: [[String]]) throws {
        try connection.execute(
            """
            INSERT INTO lead_slots (slot, total, converted)
            SELECT '1970-01-01' + INTERVAL added.second SECOND AS slot, added.total, added.converted
            FROM JSON_TABLE(\(try text(rows)), '$[*]' COLUMNS (
              second BIGINT PATH '$[0]', total BIGINT PATH '$[1]', converted BIGINT PATH '$[2]')) AS added
            ORDER BY slot
            ON DUPLICATE KEY UPDATE total = lead_slots.total + added.total, converted = lead_slots.converted + added.converted
            """)
    }

    private func write(waits rows: [[String]]) throws {
        guard !rows.isEmpty else { return }
        try connection.execute(
            """
            INSERT INTO lead_waits (seconds, day, total)
            SELECT added.seconds, '1970-01-01' + INTERVAL added.day DAY AS day, added.total
            FROM JSON_TABLE(\(try text(rows)), '$[*]' COLUMNS (
              seconds BIGINT PATH '$[0]', day INT PATH '$[1]', total BIGINT PATH '$[2]')) AS added
            ORDER BY added.seconds, day
            ON DUPLICATE KEY UPDATE total = lead_waits.total + added.total
            """)
    }

    private func write(answers rows: [[String]]) throws {
        guard !rows.isEmpty else { return }
        try connection.execute(
            """
            INSERT INTO lead_answers (dimension, value, day, seconds, total)
            SELECT added.dimension, UNHEX(added.value) AS value, '1970-01-01' + INTERVAL added.day DAY AS day, added.seconds, added.total
            FROM JSON_TABLE(\(try text(rows)), '$[*]' COLUMNS (
              dimension VARCHAR(16) PATH '$[0]', value VARCHAR(1604) PATH '$[1]', day INT PATH '$[2]', seconds INT UNSIGNED PATH '$[3]',
              total BIGINT PATH '$[4]')) AS added
            ORDER BY added.dimension, value, day, added.seconds
            ON DUPLICATE KEY UPDATE total = lead_answers.total + added.total
            """)
    }

    private func text(_ rows: [some Encodable]) throws -> String {
        String(decoding: try JSONText.bytes(of: rows), as: UTF8.self)
    }

    /// Works what changes and deletions left into the tallies and the ranges, until nothing is left or `isRunning` is false.
    ///
    /// - Returns: how much that was.
    /// - Throws: `DatabaseError`; the transactions before it stay.
    @discardableResult
    package func settleChanges(while isRunning: () -> Bool = { true }) throws -> Int {
        var settled = 0
        while isRunning() {
            let some = try settleSome()
            settled += some
            guard some == Self.batch else { break }
        }
        return settled
    }

    /// Whether changes or deletions left anything.
    func hasChanges() throws(DatabaseError) -> Bool {
        try connection.fetchValue("SELECT id FROM lead_deltas LIMIT 1", as: Int.self) != nil
    }

    private func settleSome() throws -> Int {
        guard try hasChanges() else { return 0 }
        // No gap is locked then: changes of leads go on.
        try connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        return try connection.transaction {
            let changes: [Change] = try connection.fetchAll(
                """
                SELECT lead_deltas.id AS number, lead_deltas.business_tracking, lead_deltas.owner_id, lead_deltas.reached_out_at,
                  lead_deltas.in_time, lead_deltas.answer_seconds,
                  \(LeadPlace.deltaColumns)
                FROM lead_deltas
                ORDER BY lead_deltas.id
                LIMIT \(Self.batch)
                FOR UPDATE SKIP LOCKED
                """)
            try tally(changes.map(\.fact))
            try LeadRangeStore(connection: connection).add(changes.map(\.place))
            let ids = try text(changes.map(\.number))
            try connection.execute(
                """
                DELETE lead_deltas
                FROM JSON_TABLE(\(ids), '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS settled
                STRAIGHT_JOIN lead_deltas ON lead_deltas.id = settled.id
                """)
            return changes.count
        }
    }

    private struct Change: RowDecodable {
        let number: Int
        let fact: LeadFact
        let place: LeadPlace

        init(row: borrowing Row) throws(DatabaseError) {
            number = try row["number"]
            fact = try LeadFact(row: row)
            place = try LeadPlace(row: row)
        }
    }
}
