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

    private func field(_ kind: CustomField.Kind, key: String = "size") throws -> CustomField {
        let field = CustomField(
            CustomField.ID(), of: .lead, key: key, kind: kind, .init(label: Text("Size", pt: "Tamanho")), at: now)
        try CustomFieldStore(connection).add(field)
        return field
    }

    private func addLead(_ value: JSON) throws -> Lead.ID { try addLead(having: ["size": value]) }

    private func addLead(having values: JSON?) throws -> Lead.ID {
        let id = Lead.ID()
        let custom = try values.map { String(decoding: try JSONText.bytes(of: $0), as: UTF8.self) }
        try connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, created_at, updated_at, custom)
            VALUES (\(id), 'Ada', '', \(now), \(now), \(custom))
            """)
        return id
    }

    /// Writes the values of leads that cease to be new, as the follow-up does.
    private func follow(_ limit: Int = 100) throws {
        let store = FollowUpStore(connection: connection)
        let leads = try store.take(leads: store.newLeads(limit)).map(\.lead)
        try LeadStore(connection).addValues(of: leads)
        try connection.execute("UPDATE leads SET follow_up = 'done' WHERE id IN (\(list: leads.map(\.id)))")
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
        // What could be read in two ways.
        (.text, "\u{0}\u{8}\u{1F}\u{7F} \\ \\u0041 / \" ' %"), (.text, "\"quoted\""), (.text, "null"),
        (.text, "[1, 2]"),
        (.text, .string(String(repeating: "e\u{301}", count: 150))), (.text, "\u{2028}\u{FEFF}\u{FFFD}\u{10FFFF}"),
        (.longText, .string(String(repeating: "\n\t\\", count: 100))), (.longText, " a \r\n b "),
        (.text, .string(String(repeating: "x", count: 201) + "y")), (.integer, 0),
        (.integer, JSON(-9_007_199_254_740_991)),
        (.money, "0.00"), (.money, "-0.05"), (.money, "9999999999.99"), (.date, "9999-12-31"), (.date, "2024-02-29"),
        (.date, "1970-01-01"), (.choice, "Ünï \"c\" \\ 😀"),
        (.choices, JSON.array(["\"", "\\", "a, b", "]", "\u{1}", "😀/"])),
        (.choices, .array((0..<30).map { .string("option \($0) of many") })), (.choices, JSON.array([])),
        (.choices, JSON.array([.string(String(repeating: "é", count: 100))])),
    ]

    /// What no rule makes: only someone at the database could have written it.
    private static let strange: [(CustomField.Kind, JSON)] = [
        (.text, 7), (.text, true), (.text, ["a": 1]), (.longText, JSON.array(["a"])), (.boolean, "true"), (.boolean, 1),
        (.choice, JSON.array(["red"])), (.choices, "red"), (.choices, JSON.array(["a", 7])), (.integer, "12"),
        (.money, "7.5"), (.money, "7"), (.money, 7), (.date, "20240229"), (.date, "2024-2-9"), (.url, false),
        (.choices, JSON.array([.string(String(repeating: "a", count: 101))])),
    ]

    @Test(arguments: values)
    func `a value by its rule is known without the database`(kind: CustomField.Kind, value: JSON) {
        #expect(ListedValue.all(of: value, kind) != nil)
    }

    @Test(arguments: strange)
    func `another value is not`(kind: CustomField.Kind, value: JSON) {
        #expect(ListedValue.all(of: value, kind) == nil)
    }

    @Test(arguments: values + strange)
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
        let (followed, counted) = (try rows(), try counts())
        try connection.execute("UPDATE leads SET fields = custom, custom = NULL")
        #expect(try counts() == "")
        #expect(try kept() == 0 && LeadStore(connection).uses(of: field) == 0)
        try connection.execute("UPDATE leads SET custom = fields")
        #expect(try rows() == followed && counts() == counted, "the trigger writes and counts the same")
    }

    /// How many leads the counters have with each value.
    private func counts() throws -> String? {
        try connection.fetchValue(
            """
            SELECT COALESCE(GROUP_CONCAT(CONCAT_WS(' ', HEX(field_id), HEX(value), total) ORDER BY field_id, value), '')
            FROM (
              SELECT field_id, value, SUM(total) AS total FROM lead_value_counts GROUP BY field_id, value
              UNION ALL
              SELECT field_id, number, SUM(moved) FROM lead_number_deltas GROUP BY field_id, number) AS counted
            WHERE total <> 0
            """)
    }

    private func rows() throws -> String? {
        try connection.fetchValue(
            """
            SELECT GROUP_CONCAT(
              CONCAT_WS(
                ' ', HEX(lead_id), HEX(field_id), part, COALESCE(number, '-'), COALESCE(HEX(text), '-'), created_at, is_counted)
              ORDER BY lead_id, field_id, part)
            FROM lead_values
            """)
    }

    @Test func `many leads get their values at once, whatever one of them has`() throws {
        _ = try field(.longText)
        _ = try field(.choices, key: "tags")
        _ = try field(.integer, key: "rooms")
        // Long enough for several statements.
        let long = JSON.string(String(repeating: "\u{1}", count: 300))
        for number in 0..<230 {
            _ = try addLead(having: ["rooms": JSON(number), "size": long, "tags": ["a", "b"], "gone": "x"])
        }
        for values in [nil, [:], ["rooms": nil], ["rooms": "12", "tags": ["a", 7], "size": "x"], ["gone": 1]] as [JSON?]
        {
            _ = try addLead(having: values)
        }
        try follow(300)
        let (followed, counted) = (try rows(), try counts())
        #expect(try kept() == 230 * 5 + 1 + 5)
        try connection.execute("UPDATE leads SET fields = custom, custom = NULL")
        try connection.execute("UPDATE leads SET custom = fields")
        #expect(try rows() == followed && counts() == counted, "the trigger writes and counts the same")
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
