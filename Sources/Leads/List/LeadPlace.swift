import FoundationEssentials
import MariaDB
import Values

/// Where a lead is in every order of the list, or was before a change.
struct LeadPlace: Sendable {
    let id: Lead.ID
    let createdAt: Date
    var updatedAt: Date
    let lastName: String
    /// Bytes that sort as last names do, by the collation of the column.
    let lastNameWeights: [UInt8]
    let email: String?
    let status: LeadStatus
    let score: Int
    /// As the database writes it.
    let schedulingDay: String?
    var dueAt: Date?
    /// 1, or -1 for a place that a change or a deletion leaves.
    let sign: Int

    /// What it is read from, of a lead.
    static let columns: SQL = """
        leads.id, leads.created_at, leads.updated_at, leads.last_name, WEIGHT_STRING(leads.last_name) AS last_name_weights,
        leads.email, leads.status, leads.score, leads.scheduling_day, leads.due_at, 1 AS sign
        """

    /// What it is read from, of a change or a deletion that is not worked in yet.
    static let deltaColumns: SQL = """
        lead_deltas.lead_id AS id, lead_deltas.created_at, lead_deltas.updated_at, lead_deltas.last_name,
        WEIGHT_STRING(lead_deltas.last_name) AS last_name_weights, lead_deltas.email, lead_deltas.status, lead_deltas.score,
        lead_deltas.scheduling_day, lead_deltas.due_at, lead_deltas.sign
        """

    /// Bytes that sort as the index of an order does, to the last tie.
    func key(in order: LeadOrder.Key) -> [UInt8] {
        switch order {
        case .createdAt: Self.bytes(createdAt) + id.bytes
        case .updatedAt: Self.bytes(updatedAt) + id.bytes
        // No weight is 0: what is shorter comes first.
        case .lastName: lastNameWeights + [0, 0] + id.bytes
        // An address is one lead's.
        case .email: email.map { [1] + Array($0.utf8) } ?? [0] + id.bytes
        case .status: [status.place] + Self.bytes(createdAt) + id.bytes
        case .score: [UInt8(clamping: score)] + id.bytes
        case .schedulingDay: schedulingDay.map { [1] + Array($0.utf8) + id.bytes } ?? [0] + id.bytes
        case .dueAt: (dueAt.map { [1] + Self.bytes($0) } ?? [0]) + Self.bytes(createdAt) + id.bytes
        }
    }

    /// Bytes that sort before the places of the leads that are due at a moment, and after those of all before.
    static func key(ofDue moment: Date) -> [UInt8] { [1] + bytes(moment) }

    private static func bytes(_ moment: Date) -> [UInt8] {
        let microseconds = Int64((moment.timeIntervalSince1970 * 1_000_000).rounded())
        let shifted = UInt64(bitPattern: microseconds) ^ 1 << 63
        return stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: shifted >> UInt64($0)) }
    }
}

extension LeadPlace: RowDecodable {
    init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        createdAt = try row["created_at"]
        updatedAt = try row["updated_at"]
        lastName = try row["last_name"]
        lastNameWeights = try row["last_name_weights"]
        email = try row["email"]
        status = try row["status"]
        score = try row["score"]
        schedulingDay = try row["scheduling_day"]
        dueAt = try row["due_at"]
        sign = try row["sign"]
    }
}

extension LeadStatus {
    /// Its number in the `ENUM` of the database, which sorts it.
    var place: UInt8 { UInt8(clamping: (Self.allCases.firstIndex(of: self) ?? 0) + 1) }
}
