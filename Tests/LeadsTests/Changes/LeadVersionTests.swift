import FoundationEssentials
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// Lists remember the text of a lead by its version, and clients by its `ETag`: whatever a lead shows makes another version when it changes.
@Suite struct LeadVersionTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let store: LeadStore
    private let id = Lead.ID()

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        store = LeadStore(connection)
    }

    private struct Column: RowDecodable {
        let name: String
        let type: String

        init(row: borrowing Row) throws(DatabaseError) {
            name = try row["name"]
            type = try row["type"]
        }

        /// The columns that have a JSON object.
        private static let objects = ["custom", "attribution", "consents", "agreed"]

        /// SQL of another value than the column has.
        var changed: String {
            if type.hasPrefix("enum") {
                let values = type.split(separator: "'").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
                return "IF(\(name) = '\(values[0])', '\(values[1])', '\(values[0])')"
            }
            if type.hasPrefix("binary(") {
                let bytes = type.dropFirst(7).prefix { $0 != ")" }
                return "UNHEX(REPEAT('AB', \(bytes)))"
            }
            if type.hasPrefix("datetime") { return "\(name) + INTERVAL 1 DAY" }
            if type.hasPrefix("int") || type.hasPrefix("tinyint") { return "\(name) + 1" }
            return name == "fields" || Self.objects.contains(name) ? "'{}'" : "CONCAT(\(name), 'x')"
        }
    }

    private func columns() throws -> [Column] {
        try connection.fetchAll(
            """
            SELECT column_name AS name, column_type AS type
            FROM information_schema.columns
            WHERE table_schema = DATABASE() AND table_name = 'leads'
            ORDER BY ordinal_position
            """)
    }

    /// A lead of which every column says something.
    private func fill() throws {
        try connection.executeScript("SET foreign_key_checks = 0;\nDELETE FROM leads;\n")
        let details = LeadDetail.all.map { (detail) -> SQL in "\(detail.sql) = 'x'" }.joined(separator: ", ")
        try connection.execute(
            """
            INSERT INTO leads
            SET id = \(id), first_name = 'Ada', last_name = 'Lovelace', email = 'ada@example.com', phone = '+5511987654321',
              \(details), scheduling_day = '2030-01-31 14:30:00', resume_path = 'ab/cd.pdf', resume_filename = 'cv.pdf',
              resume_content_type = 'application/pdf', resume_size = 3, resume_sha256 = UNHEX(REPEAT('07', 32)), score = 39,
              owner_id = UNHEX(REPEAT('01', 16)), customer_id = UNHEX(REPEAT('02', 16)), created_at = '2026-01-01',
              updated_at = '2026-01-02', reached_out_at = '2026-01-03', due_at = UTC_TIMESTAMP() - INTERVAL 1 HOUR,
              lost_reason = 'x', custom = '{"colour": "red"}', attribution = '{"last": {"utm_source": "x"}}',
              consents = '{"given": {"contact": true}}', agreed = '{"news": false}'
            """)
    }

    /// What the lead shows, whatever id it has by now.
    private func shown() throws -> [String: JSON] {
        let lead: Lead? = try connection.fetchFirst("SELECT \(LeadStore.columns) FROM leads LIMIT 1")
        let json = try JSONText.parse(JSONObjectText(#require(lead)).bytes)
        guard case .object(let members) = json else { return [:] }
        return Dictionary(uniqueKeysWithValues: members.keys.map { ($0, members[$0] ?? .null) })
    }

    /// The columns that the members of a lead are made of, each found by changing it.
    private func shownColumns() throws -> (columns: Set<String>, members: Set<String>) {
        var (shownColumns, members): (Set<String>, Set<String>) = ([], [])
        for column in try columns() where column.name != "id" {
            try fill()
            let before = try shown()
            try connection.executeScript("UPDATE leads SET \(column.name) = \(column.changed);\n")
            let after = try shown()
            let differing = before.keys.filter { before[$0] != after[$0] }
            if !differing.isEmpty { shownColumns.insert(column.name) }
            members.formUnion(differing)
        }
        return (shownColumns, members)
    }

    /// What each statement of the program that changes leads assigns to.
    private func updates() throws -> [(text: String, columns: Set<String>)] {
        let folder = "\(SourceTree.folder)/Sources"
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
        var updates: [(String, Set<String>)] = []
        for file in files where file.hasSuffix(".swift") {
            let text = try SourceTree.text(of: "Sources/\(file)")
            let update = #/UPDATE[^;"]*?\bleads\b[^;"]*?\bSET\b(?<assigned>.*?)(?:\bWHERE\b|")/#.dotMatchesNewlines()
            for match in text.matches(of: update) {
                let columns = match.output.assigned.matches(of: #/(?:^|,)\s*(?:leads\.)?(\w+) = /#).map {
                    String($0.output.1)
                }
                updates.append((String(match.output.0), Set(columns)))
            }
        }
        return updates
    }

    @Test func `every statement that changes what a lead shows makes another version`() throws {
        let (columns, members) = try shownColumns()
        try fill()
        // Its id is the only member that never changes: whatever else a lead shows comes from a column of its own.
        #expect(try members == Set(shown().keys).subtracting(["id"]))
        let updates = try updates()
        #expect(updates.count >= 5)
        // Lists and clients know a state by its due time, too.
        let own = columns.subtracting(["due_at"])
        for update in updates where !update.columns.isDisjoint(with: own) {
            // The change of a status that becomes a customer is in the same transaction.
            if update.columns == ["customer_id"] { continue }
            #expect(update.columns.contains("version"), "\(update.text)")
        }
    }

    @Test func `another due time is another state, and so is being late`() throws {
        try fill()
        let late = try #require(try store.find(id))
        try connection.execute("UPDATE leads SET due_at = due_at + INTERVAL 1 DAY WHERE id = \(id)")
        let due = try #require(try store.find(id))
        #expect(late.isLate && !due.isLate)
        #expect(late.eTag != due.eTag && LeadState(of: late) != LeadState(of: due))
        #expect(try connection.fetchFirst("SELECT \(LeadState.columns) FROM leads") == LeadState(of: due))
    }

    @Test func `a lead whose customer is removed is in another state`() throws {
        try fill()
        try connection.execute(
            """
            INSERT INTO customers (id, name, created_at, updated_at)
            VALUES (UNHEX(REPEAT('02', 16)), 'Ada', '2026-01-01', '2026-01-01')
            """)
        let before = try #require(try store.find(id))
        #expect(before.customerID != nil)
        try connection.executeScript("SET foreign_key_checks = 1;\n")
        try connection.execute("DELETE FROM customers")
        let after = try #require(try store.find(id))
        #expect(after.customerID == nil && after.version == before.version + 1)
    }
}
