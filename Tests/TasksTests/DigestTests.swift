import Accounts
import Environment
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Storage
import StoredSettings
import TestSupport
import Testing
import Values

@testable import Tasks

@Suite struct DigestTests {
    private let sample: SampleTasks
    private let settings: Settings
    /// 8:00 of a Friday in São Paulo.
    private let eight = Instant.read("2026-01-30T11:00:00Z") ?? .distantPast

    init() throws {
        sample = try SampleTasks()
        settings = try Settings(
            ["DATABASE_URL": "mysql://u:p@localhost/guiche", "TIMEZONE": "America/Sao_Paulo"], for: .administering)
        try sample.connection.execute("UPDATE users SET digest = TRUE WHERE id = \(sample.ana)")
    }

    private func run(at now: Date) throws -> Int { try Digest(sample.connection, settings).runSome(at: now) }

    private func mails() throws -> Int { try sample.connection.fetchValue("SELECT COUNT(*) FROM outbox") ?? -1 }

    @Test func `users who want one are mailed what is due, once a working day from 8 on`() throws {
        try sample.task("late") { $0.dueAt = eight - 86_400 }
        try sample.task("today") { $0.dueAt = eight + 12 * 3600 }
        try sample.task("tomorrow") { $0.dueAt = eight + 86_400 }
        try sample.task("done") {
            $0.dueAt = eight
            $0.doneAt = eight
        }
        try sample.task("hers") {
            $0.dueAt = eight
            $0.assigneeID = sample.bia
        }
        #expect(try run(at: eight - 1) == 0 && mails() == 0)
        #expect(try run(at: eight) == 1 && mails() == 1)
        #expect(try run(at: eight + 3600) == 0 && mails() == 1)
        let values = try sample.connection.fetchValue("SELECT template_values FROM outbox", as: String.self)
        #expect(
            values
                == #"{"name":"ana","tasks":"2","task_1":"late – 29 January 2026, 08:00","task_2":"today – 30 January 2026, 20:00"}"#
        )
        // Saturday and Sunday, then Monday at noon: the worker was away in the morning.
        #expect(try run(at: eight + 86_400) == 0 && run(at: eight + 2 * 86_400) == 0)
        #expect(try run(at: eight + 3 * 86_400 + 4 * 3600) == 1 && mails() == 2)
        let recipients: [Recipient] = try sample.connection.fetchAll("SELECT recipient FROM outbox")
        #expect(Set(recipients.map(\.address)) == ["ana@example.com"])
    }

    private struct Recipient: RowDecodable {
        let address: String

        init(row: borrowing Row) throws(DatabaseError) { address = try row["recipient"] }
    }

    @Test func `late leads are reported to their owner alone, the most late first`() throws {
        for (owner, name, minutes) in [
            (sample.ana, "Second", 5.0), (sample.ana, "First", 9.0), (sample.bia, "Hers", 9.0),
        ] {
            try sample.connection.execute(
                """
                INSERT INTO leads (id, first_name, last_name, owner_id, due_at, created_at, updated_at)
                VALUES (\(Lead.ID()), \(name), '', \(owner), \(eight - 60 * minutes), \(sample.now), \(sample.now))
                """)
        }
        try sample.connection.execute(
            """
            INSERT INTO leads (id, first_name, last_name, owner_id, due_at, created_at, updated_at)
            VALUES (\(Lead.ID()), 'In time', '', \(sample.ana), NOW() + INTERVAL 1 DAY, \(sample.now), \(sample.now))
            """)
        #expect(try run(at: eight) == 1)
        let values = try sample.connection.fetchValue("SELECT template_values FROM outbox", as: String.self)
        #expect(
            values
                == #"{"name":"ana","leads":"2","lead_1":"First – 30 January 2026, 07:51","lead_2":"Second – 30 January 2026, 07:55"}"#
        )
    }

    @Test func `a day without hours and a holiday are no working days`() throws {
        try sample.task { $0.dueAt = eight }
        let store = ConfigStore(sample.connection)
        try store.makeRows(of: [ResponseConfig.self])
        func set(_ members: String) throws {
            try sample.connection.execute(
                "UPDATE config_sections SET members = \(members), version = version + 1 WHERE name = 'response'")
        }
        try set(#"{"hours": {"saturday": ["09:00-12:00"]}}"#)
        #expect(try run(at: eight) == 0)
        try set(#"{"hours": {"saturday": ["09:00-12:00"]}, "holidays": ["2026-01-31"]}"#)
        #expect(try run(at: eight + 86_400) == 0)
        try set(#"{"holidays": ["2026-01-30"]}"#)
        #expect(try run(at: eight) == 0 && run(at: eight + 86_400) == 0)
        try set(#"{"hours": {"saturday": ["09:00-12:00"]}}"#)
        #expect(try run(at: eight + 86_400) == 1 && mails() == 1)
    }

    @Test func `an empty digest is not sent, and its day is done`() throws {
        #expect(try run(at: eight) == 1 && mails() == 0)
        try sample.task("late") { $0.dueAt = eight }
        #expect(try run(at: eight + 60) == 0 && mails() == 0)
    }

    @Test func `those who are not active or do not want one are left out`() throws {
        for id in [sample.ana, sample.bia] { try sample.task { ($0.dueAt, $0.assigneeID) = (eight, id) } }
        try sample.connection.execute("UPDATE users SET is_active = FALSE WHERE id = \(sample.ana)")
        #expect(try run(at: eight) == 0 && mails() == 0)
        try sample.connection.execute("UPDATE users SET is_active = TRUE WHERE id = \(sample.ana)")
        #expect(try run(at: eight) == 1 && mails() == 1)
    }

    @Test func `a longer list says how many more there are`() throws {
        for number in 0..<23 { try sample.task("\(number)") { $0.dueAt = eight } }
        let content = try Digest(sample.connection, settings).content(for: sample.ana, at: eight)
        #expect(content.taskTotal == 23 && content.tasks.count == 20)
        #expect(try run(at: eight) == 1)
        let values = try sample.connection.fetchValue("SELECT template_values FROM outbox", as: String.self) ?? ""
        #expect(values.contains(#""more_tasks":"3""#) && values.contains("task_20") && !values.contains("task_21"))
    }

    @Test func `what is undone is sent once all the same, and of two workers one sends it`() throws {
        struct Kill: Error {}
        try sample.task { $0.dueAt = eight }
        let store = DigestStore(sample.connection)
        let day = settings.clock.time(at: eight).day
        for _ in 0..<3 {
            #expect(throws: Kill.self) {
                try sample.connection.transaction {
                    #expect(try store.mark(day, of: sample.ana))
                    throw Kill()
                }
            }
        }
        #expect(try store.waiting(for: day, 9).map(\.id) == [sample.ana] && store.marked(of: sample.ana) == nil)
        #expect(try run(at: eight) == 1 && mails() == 1)
        #expect(try !DigestStore(sample.database.connection()).mark(day, of: sample.ana))
        #expect(try store.marked(of: sample.ana) == day)
    }

    @Test(arguments: [
        ("2026-03-08", "2026-03-08T12:00:00Z"), ("2026-03-07", "2026-03-07T13:00:00Z"),
        ("2026-11-01", "2026-11-01T13:00:00Z"), ("2026-10-31", "2026-10-31T12:00:00Z"),
    ])
    func `8:00 is that of the clock on the wall`(day: String, moment: String) throws {
        let clock = try #require(WallClock(zone: "America/New_York"))
        #expect(Instant.text(Digest.time(on: try #require(CivilDay.read(day)), by: clock)) == moment)
    }

    @Test func `an explanation names all that decides`() throws {
        try sample.task { $0.dueAt = eight }
        let user = try #require(try AccountStore(sample.connection).find(sample.ana))
        let digest = Digest(sample.connection, settings)
        #expect(
            try digest.explanation(for: user, at: eight).lines == [
                "user: ana, active", "digest: on",
                "today: 2026-01-30, a working day; digests are due at 2026-01-30T11:00:00Z",
                "done up to: -", "due or overdue tasks: 1", "late leads: 0",
            ])
    }
}
