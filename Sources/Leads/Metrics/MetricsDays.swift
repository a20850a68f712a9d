import FoundationEssentials
import Routing
import Values

/// Which days metrics are of, as a query names them.
struct MetricsDays {
    private let from: CivilDay?
    private let to: CivilDay?

    /// How many days there are when the first is not named.
    private static let usualDays = 30
    private static let from = Field(
        "from", .day, summary: "The first day, by the business's clock; default 29 days before `to`.")
    private static let to = Field("to", .day, summary: "The last day, inclusive; default today.")

    static let parameters = from.queryParameters() + to.queryParameters()

    /// Reads them; a fault is noted.
    ///
    /// - Throws: `APIError` when the query cannot be read.
    init(reading input: InputReader) throws {
        from = try input.query(Self.from)
        to = try input.query(Self.to)
    }

    /// The days that are meant.
    ///
    /// - Parameter input: notes the faults.
    /// - Throws: `APIError` 422 for every fault of the query, also when the last is before the first, or there are too many.
    func range(today: CivilDay, atMost longestDays: Int, noting input: InputReader) throws -> MetricsRange {
        if input.isFaulty(Self.from.name) || input.isFaulty(Self.to.name) { try input.check() }
        let last = to ?? today
        let first = from ?? MetricsRange(days: Self.usualDays, through: last).from
        let count = last.daysSince1970 - first.daysSince1970 + 1
        if count < 1 {
            input.note(
                Fault("Must not be after the last day.", pt: "Não pode ser depois do último dia."), for: Self.from.name
            )
        }
        if count > longestDays {
            input.note(
                Fault(
                    "Must be at most \(longestDays) days before the last day.",
                    pt: "Deve ser no máximo \(longestDays) dias antes do último."), for: Self.from.name)
        }
        try input.check()
        return MetricsRange(from: first, to: last)
    }
}

extension Rule where Value == CivilDay {
    /// `YYYY-MM-DD`, from 1970 through 9998, so that the days around it are days, too.
    static let day = Rule(.string(format: "date")) { (value) throws(Fault) in
        guard let day = CivilDay.read(value.string?.trimmed ?? ""), 1970...9998 ~= day.year else {
            throw Fault("Must be a day such as 2026-01-31.", pt: "Deve ser um dia como 2026-01-31.")
        }
        return day
    }
}
