import FoundationEssentials
import Frame
import MariaDB
import Routing
import TestSupport
import Testing
import Values

@testable import Leads

/// The values of own fields that triggers keep for lists.
@Suite struct LeadValuesTests {
    private let database: ScratchDatabase
    private let connection: Connection
    private let now = SampleLeads.instant("2026-01-31T12:00:00Z")

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
    }

    private func field(_ kind: CustomField.Kind) throws -> CustomField {
        let field = CustomField(
            CustomField.ID(), of: .lead, key: "size", kind: kind, .init(label: Text("Size", pt: "Tamanho")), at: now)
        try CustomFieldStore(connection).add(field)
        return field
    }

    private func addLead(_ value: JSON) throws -> Lead.ID {
        let id = Lead.ID()
        let custom = String(decoding: try JSONText.bytes(of: JSON.object(["size": value])), as: UTF8.self)
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, created_at, updated_at, custom)
            VALUES (\(id), 'Ada', '', \(now), \(now), \(custom))
            """)
        return id
    }

    /// Writes the values of leads that cease to be new, as the follow-up does.
    private func follow(_ limit: Int = 100) throws {
        let ids = try FollowUpStore(connection: connection).newLeads(limit)
        try LeadStore(connection).addValues(of: ids)
        try connection.execute("UPDATE leads SET follow_up = 'done' WHERE id IN (\(list: ids))")
    }

    private func kept() throws -> Int {
        try connection.fetchValue("SELECT COUNT(*) FROM lead_values", as: Int.self) ?? 0
    }

    private static let values: [(CustomField.Kind, JSON)] = [
        (.text, "Zoë \"<b>\" 😀"), (.longText, .string(String(repeating: "𝄞", count: 4_000))), (.integer, JSON(-7)),
        (.integer, JSON(9_007_199_254_740_991)), (.money, "-12.30"), (.date, "1969-12-31"), (.date, "0001-01-01"),
        (.boolean, true), (.boolean, false), (.choice, "red"), (.choices, JSON.array(["a", "ü"])),
        (.url, "https://example.com"), (.email, "a@example.com"), (.phone, "+5511987654321"),
        (.document, "52998224725"),
    ]

    @Test(arguments: values)
    func `a value is kept for lists as it is read off a new lead`(kind: CustomField.Kind, value: JSON) throws {
        let field = try field(kind)
        let lead = try addLead(value)
        #expect(try kept() == 0)
        #expect(try LeadStore(connection).uses(of: field) == 1)
        try follow()
        #expect(try LeadStore(connection).uses(of: field) == 1)
        let same = try connection.fetchValue(
            """
            SELECT lead_values.\(field.column) <=> \(field.value(in: "leads.custom"))
            FROM leads
            JOIN lead_values ON lead_values.lead_id = leads.id
            WHERE leads.id = \(lead) AND \(field.selection)
            """, as: Bool.self)
        #expect(same == true)
        let followed = try rows()
        try connection.execute("UPDATE leads SET fields = custom, custom = NULL")
        #expect(try kept() == 0 && LeadStore(connection).uses(of: field) == 0)
        try connection.execute("UPDATE leads SET custom = fields")
        #expect(try rows() == followed, "the trigger writes the same")
    }

    private func rows() throws -> String? {
        try connection.fetchValue(
            """
            SELECT GROUP_CONCAT(
              HEX(field_id), part, COALESCE(number, ''), COALESCE(text, ''), created_at, is_counted ORDER BY field_id, part)
            FROM lead_values
            """)
    }

    @Test func `choices are counted, each by itself`() throws {
        let field = try field(.choices)
        for value in [JSON.array(["a", "b"]), JSON.array(["b"])] { _ = try addLead(value) }
        let store = LeadStore(connection)
        for _ in 0...1 {
            #expect(try store.uses(of: field, option: "a") == 1 && store.uses(of: field, option: "b") == 2)
            #expect(try store.uses(of: field, option: "B") == 0)
            let total = try store.page(
                Page(number: 1, size: 1), of: filter(CustomCondition(field, .texts(["b"]))), in: LeadOrder()
            ).total
            #expect(total == 2)
            if try !FollowUpStore(connection: connection).newLeads(1).isEmpty { try follow() }
        }
        try connection.execute("DELETE FROM leads")
        #expect(try kept() == 0)
        let counted = "SELECT CAST(COALESCE(SUM(total), 0) AS INT) FROM lead_value_counts" as SQL
        #expect(try connection.fetchValue(counted, as: Int.self) == 0)
    }

    private func filter(_ condition: CustomCondition) -> LeadFilter {
        var filter = LeadFilter()
        filter.custom = [condition]
        return filter
    }

    @Test func `the values of a deleted field are removed some at a time, those of others stay`() throws {
        let field = try field(.text)
        for _ in 0..<3 { _ = try addLead("x") }
        try follow(2)
        let store = LeadStore(connection)
        let cleared = try (0..<3).map { _ in
            try store.clear(field, among: CustomFieldSet([]), atMost: 2, at: now)
        }
        #expect(cleared == [3, 0, 0])
        #expect(try kept() == 0 && store.uses(of: field) == 0)
        #expect(try connection.fetchValue("SELECT MIN(version) FROM leads", as: Int.self) == 2)
    }
}
