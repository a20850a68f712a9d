import Crypto
import FoundationEssentials
import MariaDB
import Routing

extension MetricsStore {
    /// The working time to the first answer of the leads of a range, by owner and by source: counted by steps, and by seconds in those steps
    /// alone that a quantile lies in.
    ///
    /// - Parameter answerers: those that are asked for.
    func answers(of range: RangeTallies, by answerers: [Answerer]) throws -> [Answerer: SteppedCounts] {
        var answers = Dictionary(answerers.map { ($0, SteppedCounts()) }, uniquingKeysWith: { first, _ in first })
        for (place, count) in range.tallies.counts {
            guard case .answers(let answerer, let step) = place else { continue }
            answers[answerer]?.add(count.total, at: step)
        }
        let needed = answers.flatMap { answerer, steps in
            steps.needed.map { TallyPlace.answers(of: answerer, $0) }
        }
        for (place, counts) in try seconds(at: needed, of: range) {
            if case .answers(let answerer, let step) = place { answers[answerer]?.detail(step, counts) }
        }
        return answers
    }

    /// How many leads were answered after how many seconds, at each of some places.
    private func seconds(at places: [TallyPlace], of range: RangeTallies) throws -> [TallyPlace: [Int: Int]] {
        var counts = Dictionary(places.map { ($0, [Int: Int]()) }, uniquingKeysWith: { first, _ in first })
        for dimension in [TallyPlace.Dimension.ownerAnswers, .sourceAnswers] {
            let values = places.filter { $0.dimension == dimension }.map { hexEncoded($0.value) }
            for row in try rows(dimension, values, range.days) { counts[row.place]?[row.seconds] = row.total }
        }
        for fact in range.corrections {
            guard let seconds = fact.answerSeconds else { continue }
            for answerer in fact.answerers {
                counts[.answers(of: answerer, WaitStep(of: seconds))]?[seconds, default: 0] += fact.sign
            }
        }
        return counts
    }

    private func rows(_ dimension: TallyPlace.Dimension, _ values: [String], _ days: Range<Date>) throws
        -> [AnswerCount]
    {
        guard !values.isEmpty else { return [] }
        return try connection.fetchAll(
            """
            SELECT lead_answers.dimension, lead_answers.value, lead_answers.seconds, CAST(SUM(lead_answers.total) AS INT) AS total
            FROM JSON_TABLE(
              \(String(decoding: try JSONText.bytes(of: values), as: UTF8.self)), '$[*]' COLUMNS (value VARCHAR(1604) PATH '$')) AS wanted
            STRAIGHT_JOIN lead_answers ON lead_answers.dimension = \(dimension.rawValue) AND lead_answers.value = UNHEX(wanted.value)
            WHERE lead_answers.day >= \(days.lowerBound) AND lead_answers.day < \(days.upperBound)
            GROUP BY lead_answers.dimension, lead_answers.value, lead_answers.seconds
            """)
    }

    private struct AnswerCount: RowDecodable {
        let place: TallyPlace
        let seconds: Int
        let total: Int

        init(row: borrowing Row) throws(DatabaseError) {
            place = try TallyPlace(row: row)
            seconds = try row["seconds"]
            total = try row["total"]
        }
    }
}
