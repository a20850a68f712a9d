import FoundationEssentials
import MariaDB

/// A stretch of the list of all leads in one order, from a place on until the next range begins.
struct LeadRange: Sendable, RowDecodable {
    /// The key of the first place; nothing where the list begins.
    let start: [UInt8]
    /// The last name there, in the order of last names.
    let startName: String?
    /// How many leads there are, but for those whose places are not counted yet.
    var total: Int

    init(start: [UInt8], startName: String?, total: Int) {
        self.start = start
        self.startName = startName
        self.total = total
    }

    init(row: borrowing Row) throws(DatabaseError) {
        start = try row["start"]
        startName = try row["start_name"]
        total = try row["total"]
    }

    /// The `WHERE` clause of the leads from its start on, or of those before it, by which an index is entered; empty for all.
    func clause(_ order: LeadOrder.Key, before isBefore: Bool) throws(DatabaseError) -> SQL {
        start.isEmpty ? "" : "WHERE \(try condition(order, before: isBefore))"
    }

    private func condition(_ order: LeadOrder.Key, before isBefore: Bool) throws(DatabaseError) -> SQL {
        let (first, beyond): (SQL, SQL) = isBefore ? ("<", "<") : (">=", ">")
        var reader = KeyReader(start)
        switch order {
        case .createdAt:
            let (moment, id) = (try reader.moment(), try reader.id())
            return "(leads.created_at = \(moment) AND leads.id \(first) \(id) OR leads.created_at \(beyond) \(moment))"
        case .updatedAt:
            let (moment, id) = (try reader.moment(), try reader.id())
            return "(leads.updated_at = \(moment) AND leads.id \(first) \(id) OR leads.updated_at \(beyond) \(moment))"
        case .lastName:
            let id = try reader.last()
            let name = startName
            return "(leads.last_name = \(name) AND leads.id \(first) \(id) OR leads.last_name \(beyond) \(name))"
        case .email:
            guard try reader.isPresent() else {
                let rest: SQL = isBefore ? "leads.email < ''" : "leads.email IS NOT NULL"
                return "(leads.email IS NULL AND leads.id \(first) \(try reader.id()) OR \(rest))"
            }
            return isBefore
                ? "(leads.email IS NULL OR leads.email < \(reader.text()))" : "leads.email >= \(reader.text())"
        case .status:
            let (status, moment, id) = (try reader.status(), try reader.moment(), try reader.id())
            let others = LeadStatus.allCases.filter { isBefore ? $0.place < status.place : $0.place > status.place }
            // Where there is one status alone, the server sorts what the index holds in order; no lead has the status ''.
            let rest = others.map(\.rawValue) + [""]
            return """
                (leads.status = \(status)
                    AND (leads.created_at = \(moment) AND leads.id \(first) \(id) OR leads.created_at \(beyond) \(moment))
                  OR leads.status IN (\(list: rest)))
                """
        case .score:
            let (score, id) = (Int(try reader.byte()), try reader.id())
            return "(leads.score = \(score) AND leads.id \(first) \(id) OR leads.score \(beyond) \(score))"
        case .schedulingDay:
            guard try reader.isPresent() else {
                let rest: SQL = isBefore ? "leads.scheduling_day < '1000-01-01'" : "leads.scheduling_day IS NOT NULL"
                return "(leads.scheduling_day IS NULL AND leads.id \(first) \(try reader.id()) OR \(rest))"
            }
            let id = try reader.last()
            let day = reader.text()
            let none: SQL = isBefore ? "leads.scheduling_day IS NULL OR " : ""
            return """
                (\(none)leads.scheduling_day = \(day) AND leads.id \(first) \(id) OR leads.scheduling_day \(beyond) \(day))
                """
        case .dueAt:
            let due = try reader.isPresent() ? reader.moment() : nil
            let (moment, id) = (try reader.moment(), try reader.id())
            let tie: SQL = """
                (leads.created_at = \(moment) AND leads.id \(first) \(id) OR leads.created_at \(beyond) \(moment))
                """
            guard let due else {
                let rest: SQL = isBefore ? "leads.due_at < '1000-01-01'" : "leads.due_at IS NOT NULL"
                return "(leads.due_at IS NULL AND \(tie) OR \(rest))"
            }
            let none: SQL = isBefore ? "leads.due_at IS NULL OR " : ""
            return "(\(none)leads.due_at = \(due) AND \(tie) OR leads.due_at \(beyond) \(due))"
        }
    }
}

/// Takes the key of a place apart.
private struct KeyReader {
    private var rest: ArraySlice<UInt8>

    init(_ key: [UInt8]) { rest = key[...] }

    private var fault: DatabaseError { DatabaseError(.undecodable(column: "start")) }

    mutating func byte() throws(DatabaseError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw fault }
        return byte
    }

    mutating func isPresent() throws(DatabaseError) -> Bool { try byte() != 0 }

    mutating func moment() throws(DatabaseError) -> Date {
        guard rest.count >= 8 else { throw fault }
        let shifted = rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        rest = rest.dropFirst(8)
        return Date(timeIntervalSince1970: Double(Int64(bitPattern: shifted ^ 1 << 63)) / 1_000_000)
    }

    mutating func status() throws(DatabaseError) -> LeadStatus {
        let place = try byte()
        guard let status = LeadStatus.allCases.first(where: { $0.place == place }) else { throw fault }
        return status
    }

    /// The id that is all of the rest.
    func id() throws(DatabaseError) -> [UInt8] {
        guard rest.count == 16 else { throw fault }
        return Array(rest)
    }

    /// The id that the rest ends with.
    mutating func last() throws(DatabaseError) -> [UInt8] {
        guard rest.count >= 16 else { throw fault }
        defer { rest = rest.dropLast(16) }
        return Array(rest.suffix(16))
    }

    func text() -> String { String(decoding: rest, as: UTF8.self) }
}
