import FoundationEssentials
import Frame
import MariaDB
import Values

/// The facts of one lead that metrics need, added or removed.
struct LeadFact: Sendable, RowDecodable {
    let createdAt: Date
    let status: LeadStatus
    let score: Int
    let source: String?
    let ownerID: User.ID?
    let reachedOutAt: Date?
    let inTime: Bool?
    /// The working time to the first answer.
    let answerSeconds: Int?
    /// 1, or -1 for what a change or a deletion takes away.
    var sign = 1

    init(_ lead: Lead) {
        createdAt = lead.createdAt
        status = lead.status
        score = lead.score
        source = lead.contact[.businessTracking]
        ownerID = lead.ownerID
        reachedOutAt = lead.reachedOutAt
        inTime = lead.inTime
        answerSeconds = lead.answerSeconds
    }

    init(row: borrowing Row) throws(DatabaseError) {
        createdAt = try row["created_at"]
        status = try row["status"]
        score = try row["score"]
        source = try row["business_tracking"]
        ownerID = try row["owner_id"]
        reachedOutAt = try row["reached_out_at"]
        inTime = try row["in_time"]
        answerSeconds = try row["answer_seconds"]
        sign = try row["sign"]
    }

    /// How long a slot lasts, in seconds; days of every zone in use begin with one.
    static let slotSeconds = 900

    /// The UTC day, since 1970.
    var day: Int { Int((createdAt.timeIntervalSince1970 / 86_400).rounded(.down)) }
    /// The quarter of an hour, since 1970.
    var slot: Int { Int((createdAt.timeIntervalSince1970 / Double(Self.slotSeconds)).rounded(.down)) }
    /// 1 for a customer.
    var converted: Int { status == .converted ? 1 : 0 }
    /// The time to the first contact, in seconds as both instants are shown.
    var waitSeconds: Int? {
        reachedOutAt.map {
            max(Int($0.timeIntervalSince1970.rounded(.down)) - Int(createdAt.timeIntervalSince1970.rounded(.down)), 0)
        }
    }

    /// Whose answer to it is counted.
    var answerers: [Answerer] { [.owner(ownerID), .source(source.map { Array($0.utf8) })] }

    /// Its tally, and whether it belongs to the part counted there.
    var places: [(place: TallyPlace, part: Int)] {
        var places: [(TallyPlace, Int)] = [
            (.group(status, Priority(score: score)), reachedOutAt == nil ? 0 : 1),
            (.source(source.map { Array($0.utf8) }), 0),
            (.owner(ownerID), converted),
        ]
        if let waitSeconds { places.append((.wait(WaitStep(of: waitSeconds)), 0)) }
        if let inTime {
            places.append((.target, inTime ? 1 : 0))
            for answerer in answerers { places.append((.targets(of: answerer), inTime ? 1 : 0)) }
        }
        if let answerSeconds {
            for answerer in answerers { places.append((.answers(of: answerer, WaitStep(of: answerSeconds)), 0)) }
        }
        return places
    }
}

/// One of the values that leads are grouped by.
enum TallyPlace: Hashable, Sendable {
    case group(LeadStatus, Priority)
    /// The bytes of the text.
    case source([UInt8]?)
    case owner(User.ID?)
    case wait(WaitStep)
    /// What had a target that was kept or missed.
    case target
    /// The same of one owner or source.
    case targets(of: Answerer)
    /// What was answered after so long a working time.
    case answers(of: Answerer, WaitStep)

    /// Its dimension; the names are the database's.
    enum Dimension: String, CaseIterable, ColumnDecodable, SQLBindable {
        case group, source, owner, wait, target
        case ownerTargets = "owner_target"
        case sourceTargets = "source_target"
        case ownerAnswers = "owner_answers"
        case sourceAnswers = "source_answers"
    }

    var dimension: Dimension {
        switch self {
        case .group: .group
        case .source: .source
        case .owner: .owner
        case .wait: .wait
        case .target: .target
        case .targets(.owner): .ownerTargets
        case .targets(.source): .sourceTargets
        case .answers(.owner, _): .ownerAnswers
        case .answers(.source, _): .sourceAnswers
        }
    }

    /// Its bytes in the database.
    var value: [UInt8] {
        switch self {
        case .group(let status, let priority): Array("\(status.rawValue) \(priority.rawValue)".utf8)
        case .source(let text): Answerer.source(text).value
        case .owner(let id): Answerer.owner(id).value
        case .wait(let step): Array("\(step.number)".utf8)
        case .target: []
        case .targets(let answerer): answerer.value
        case .answers(let answerer, let step): [UInt8(clamping: step.number)] + answerer.value
        }
    }
}

extension TallyPlace: RowDecodable {
    /// Source: the table `lead_tallies`.
    init(row: borrowing Row) throws(DatabaseError) {
        let dimension: Dimension = try row["dimension"]
        let value: [UInt8] = try row["value"]
        switch dimension {
        case .group:
            let parts = String(decoding: value, as: UTF8.self).split(separator: " ")
            guard parts.count == 2, let status = LeadStatus(bytewise: String(parts[0])),
                let priority = Priority(bytewise: String(parts[1]))
            else { throw DatabaseError(.undecodable(column: "value")) }
            self = .group(status, priority)
        case .source: self = .source(Answerer.source(in: value))
        case .owner: self = .owner(try Answerer.owner(in: value))
        case .wait:
            guard let number = Int(String(decoding: value, as: UTF8.self)) else {
                throw DatabaseError(.undecodable(column: "value"))
            }
            self = .wait(WaitStep(number: number))
        case .target: self = .target
        case .ownerTargets: self = .targets(of: .owner(try Answerer.owner(in: value)))
        case .sourceTargets: self = .targets(of: .source(Answerer.source(in: value)))
        case .ownerAnswers, .sourceAnswers:
            guard let number = value.first else { throw DatabaseError(.undecodable(column: "value")) }
            let rest = Array(value.dropFirst())
            let answerer: Answerer =
                dimension == .ownerAnswers ? .owner(try Answerer.owner(in: rest)) : .source(Answerer.source(in: rest))
            self = .answers(of: answerer, WaitStep(number: Int(number)))
        }
    }
}

/// Waits of about the same length: eight of single seconds, then four to each doubling.
struct WaitStep: Hashable, Sendable {
    let number: Int

    init(number: Int) { self.number = number }

    init(of seconds: Int) {
        let width = Int.bitWidth - seconds.leadingZeroBitCount
        number = seconds < 8 ? seconds : 4 * width + seconds >> (width - 3) - 8
    }

    /// The seconds of its waits.
    var seconds: ClosedRange<Int> {
        guard number >= 12 else { return number...number }
        let width = number / 4 + 1
        let first = (number + 8 - 4 * width) << (width - 3)
        return first...first + 1 << (width - 3) - 1
    }
}

/// The number of leads in each tally, and of the part counted there.
struct Tallies {
    typealias Count = (total: Int, part: Int)
    private(set) var counts: [TallyPlace: Count] = [:]

    /// Adds leads of one place.
    mutating func add(_ count: Count, at place: TallyPlace) {
        let sum = counts[place, default: (0, 0)]
        counts[place] = (sum.total + count.total, sum.part + count.part)
    }

    /// Adds a lead, or takes it away.
    mutating func add(_ fact: LeadFact, sign: Int = 1) {
        for (place, part) in fact.places {
            add((fact.sign * sign, part * fact.sign * sign), at: place)
        }
    }

    /// The places that `pick` makes something of and that are not empty, the fullest first and the most so many; of equals
    /// the one whose bytes come first.
    func fullest<Picked>(
        atMost limit: Int = .max, _ pick: (TallyPlace, Count) -> Picked?
    ) -> [Picked] {
        counts.compactMap { place, count -> (value: [UInt8], total: Int, picked: Picked)? in
            guard count.total > 0, let picked = pick(place, count) else { return nil }
            return (place.value, count.total, picked)
        }.sorted {
            $0.total == $1.total ? $0.value.lexicographicallyPrecedes($1.value) : $0.total > $1.total
        }.prefix(limit).map(\.picked)
    }
}
