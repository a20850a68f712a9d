import CRM
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Posix
import Storage
import TestSupport
import Testing
import Values

@testable import Tasks

@Suite struct TaskStoreTests {
    private let sample: SampleTasks
    private let store: TaskStore
    private let first = Page(number: 1, size: 100)

    init() throws {
        sample = try SampleTasks()
        store = sample.store
    }

    private func titles(_ change: (inout TaskFilter) -> Void = { _ in }) throws -> [String] {
        var filter = TaskFilter()
        change(&filter)
        let found = try store.page(first, of: filter)
        #expect(found.total == found.tasks.count)
        return found.tasks.map(\.details.title)
    }

    @Test func `finds what was added, to the last field`() throws {
        let lead = try sample.lead()
        let task = try sample.task("Zoë 🙂") {
            $0.notes = "Two\nlines"
            $0.dueAt = sample.now
            $0.leadID = lead
            $0.doneAt = sample.now + 60
        }
        #expect(task.details.title == "Zoë 🙂" && task.details.notes == "Two\nlines")
        #expect(task.details.dueAt == sample.now && task.details.doneAt == sample.now + 60)
        #expect(task.details.leadID == lead && task.details.customerID == nil)
        #expect(task.details.assigneeID == sample.ana && task.createdBy == sample.bia && task.version == 1)
    }

    @Test func `a task of a lead and of a customer is refused by the table`() throws {
        let (lead, customer) = try (sample.lead(), sample.customer())
        #expect(throws: DatabaseError.self) {
            try sample.task {
                $0.leadID = lead
                $0.customerID = customer
            }
        }
    }

    @Test func `filters narrow the list, which is in the order of the times`() throws {
        let now = sample.now
        try sample.task("open") { $0.dueAt = now - 60 }
        try sample.task("none")
        try sample.task("later") { $0.dueAt = now + 60 }
        try sample.task("done") {
            $0.dueAt = now - 120
            $0.doneAt = now
        }
        try sample.task("hers") {
            $0.dueAt = now - 30
            $0.assigneeID = sample.bia
        }
        #expect(try titles() == ["done", "open", "hers", "later", "none"])
        #expect(try titles { $0.assignee = sample.ana } == ["done", "open", "later", "none"])
        #expect(try titles { $0.isDone = true } == ["done"])
        #expect(try titles { $0.isDone = false } == ["open", "hers", "later", "none"])
        #expect(
            try titles {
                $0.assignee = sample.ana
                $0.isDone = false
            } == ["open", "later", "none"])
        let clock = try #require(WallClock(zone: "UTC"))
        #expect(try titles { $0.apply(.overdue, by: clock, at: now) } == ["open", "hers"])
        #expect(
            try titles {
                $0.apply(.overdue, by: clock, at: now)
                $0.assignee = sample.bia
            } == ["hers"])
        #expect(
            try titles {
                $0.apply(.overdue, by: clock, at: now)
                $0.isDone = true
            } == [])
        #expect(try titles { $0.apply(.today, by: clock, at: now) } == ["done", "open", "hers", "later"])
    }

    @Test func `a customer's tasks are those of the leads that became it, too`() throws {
        let customer = try sample.customer()
        let leads = try [sample.lead(customer: customer), sample.lead(customer: customer), sample.lead()]
        for (number, lead) in leads.enumerated() { try sample.task("lead \(number)") { $0.leadID = lead } }
        try sample.task("own") {
            $0.customerID = customer
            $0.dueAt = sample.now
        }
        let origins = try LeadStore(sample.connection).origins(of: customer)
        #expect(origins == leads.prefix(2).sorted())
        let story = TaskFilter.Story(customer: customer, leads: origins)
        #expect(try titles { $0.customer = story } == ["own", "lead 0", "lead 1"])
        #expect(try titles { $0.customer = TaskFilter.Story(customer: customer, leads: []) } == ["own"])
        #expect(try titles { $0.lead = leads[2] } == ["lead 2"])
        #expect(
            try titles {
                $0.customer = story
                $0.lead = leads[0]
            } == ["lead 0"])
    }

    @Test func `an update on a state that is no longer is not done`() throws {
        let task = try sample.task()
        var changed = task.details
        changed.title = "First"
        #expect(try store.update(task, to: changed, at: sample.now))
        #expect(try !store.update(task, to: changed, at: sample.now))
        #expect(try !store.remove(task))
        #expect(try store.remove(sample.found(task.id)))
        #expect(try sample.events() == ["task_created", "task_changed", "task_deleted"])
    }

    @Test func `tasks go with their lead or customer, and totals follow all that happens`() throws {
        let (lead, customer) = try (sample.lead(), sample.customer())
        let kept = try sample.task("kept") { $0.leadID = lead }
        for _ in 0..<3 { try sample.task("lead's") { $0.leadID = lead } }
        try sample.task("customer's") { $0.customerID = customer }
        var moved = kept.details
        (moved.leadID, moved.assigneeID, moved.doneAt) = (nil, sample.bia, sample.now)
        #expect(try store.update(kept, to: moved, at: sample.now))
        #expect(try titles { $0.assignee = sample.ana }.count == 4)
        #expect(try titles { $0.assignee = sample.bia } == ["kept"])
        #expect(try titles { $0.isDone = true } == ["kept"])
        try sample.connection.execute("DELETE FROM leads WHERE id = \(lead)")
        try sample.connection.execute("DELETE FROM customers WHERE id = \(customer)")
        #expect(try titles() == ["kept"])
        #expect(try titles { $0.isDone = false } == [])
        #expect(try sample.events().filter { $0 == "task_deleted" }.count == 4)
    }

    @Test func `a page of any filter costs the same in a table of many tasks`() throws {
        let lead = try sample.lead()
        try sample.task { $0.leadID = lead }
        try sample.connection.execute(
            """
            INSERT INTO tasks (id, title, due_at, assignee_id, done_at, created_by, created_at, updated_at)
            SELECT UNHEX(MD5(seq)), 'x', \(sample.now) + INTERVAL seq MINUTE, IF(seq MOD 2, \(sample.ana), \(sample.bia)),
              IF(seq MOD 3, NULL, \(sample.now)), \(sample.ana), \(sample.now), \(sample.now)
            FROM seq_1_to_20000
            """)
        let clock = try #require(WallClock(zone: "UTC"))
        let narrowings: [(inout TaskFilter) -> Void] = [
            { _ in }, { $0.assignee = sample.ana }, { $0.isDone = false }, { $0.lead = lead },
            {
                $0.assignee = sample.bia
                $0.isDone = true
            },
            { $0.customer = TaskFilter.Story(customer: Customer.ID(), leads: [lead]) },
            {
                $0.apply(.overdue, by: clock, at: sample.now + 600)
                $0.assignee = sample.ana
            },
        ]
        for (number, narrow) in narrowings.enumerated() {
            var filter = TaskFilter()
            narrow(&filter)
            let before = try sample.connection.indexEntriesRead()
            let found = try store.page(Page(number: 1, size: 20), of: filter)
            #expect(!found.tasks.isEmpty)
            // The page, and the counts in a shard or two.
            #expect(try sample.connection.indexEntriesRead() - before < 60, "filter \(number)")
        }
    }
}

@Suite struct TaskReminderTests {
    private let sample: SampleTasks
    private let store: TaskStore

    init() throws {
        sample = try SampleTasks()
        store = sample.store
    }

    private func reminders() throws -> Int { try sample.events().filter { $0 == "task_due" }.count }

    @Test func `each task is reminded of once at its time, and a completed one not at all`() throws {
        let now = sample.now
        let task = try sample.task { $0.dueAt = now + 10 }
        try sample.task("no time")
        try sample.task("done") {
            $0.dueAt = now
            $0.doneAt = now
        }
        #expect(try store.remind(at: now + 9) == 0)
        #expect(try store.remind(at: now + 10) == 1)
        #expect(try store.remind(at: now + 10) == 0)
        #expect(try reminders() == 1 && sample.found(task.id).version == 1)
        let payload = try sample.connection.fetchValue(
            "SELECT payload FROM event_queue WHERE type = 'task_due'", as: String.self)
        #expect(payload == #"{"id":"\#(task.id.text)","assignee_id":"\#(sample.ana.text)"}"#)
        // Another time is another reminder.
        var later = task.details
        later.dueAt = now + 20
        #expect(try store.update(task, to: later, at: now + 11))
        #expect(try store.remind(at: now + 20) == 1)
    }

    @Test func `completion ends a reminder, and reopening brings back one of a time to come`() throws {
        let now = sample.now
        let tasks = try [10.0, 100.0].map { seconds in try sample.task { $0.dueAt = now + seconds } }
        for task in tasks {
            var done = task.details
            done.doneAt = now
            #expect(try store.update(task, to: done, at: now))
        }
        #expect(try store.remind(at: now + 1000) == 0)
        for task in tasks {
            let done = try sample.found(task.id)
            #expect(try store.update(done, to: task.details, at: now + 50))
        }
        #expect(try store.remind(at: now + 1000) == 1)
    }

    @Test func `what is undone is reminded of again, and what another holds is left to it`() throws {
        struct Kill: Error {}
        for _ in 0..<3 { try sample.task { $0.dueAt = sample.now } }
        #expect(throws: Kill.self) {
            try sample.connection.transaction {
                #expect(try store.remindWithinTransaction(at: sample.now) == 3)
                throw Kill()
            }
        }
        #expect(try reminders() == 0)
        let other = sample.database.connection()
        try sample.connection.transaction {
            _ = try store.remindWithinTransaction(at: sample.now)
            #expect(try TaskStore(other).remind(at: sample.now) == 0)
        }
        #expect(try reminders() == 3)
        #expect(try store.remind(at: sample.now) == 0)
    }
}

@Suite struct TaskDueTests {
    private func bounds(_ due: TaskDue, _ zone: String, _ now: String) throws -> [String?] {
        var filter = TaskFilter()
        filter.apply(due, by: try #require(WallClock(zone: zone)), at: try #require(Instant.read(now)))
        return [filter.dueFrom, filter.dueBefore].map { $0.map(Instant.text) }
    }

    @Test(arguments: [
        ("America/Sao_Paulo", "2026-11-30T02:59:59Z", "2026-11-29T03:00:00Z", "2026-11-30T03:00:00Z"),
        ("America/Sao_Paulo", "2026-11-30T03:00:00Z", "2026-11-30T03:00:00Z", "2026-12-01T03:00:00Z"),
        ("Pacific/Kiritimati", "2026-11-30T12:00:00Z", "2026-11-30T10:00:00Z", "2026-12-01T10:00:00Z"),
        // Days of 23 and 25 hours.
        ("Europe/Lisbon", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T23:00:00Z"),
        ("Europe/Lisbon", "2026-10-25T12:00:00Z", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z"),
        // A day that begins an hour late.
        ("America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"),
    ])
    func `today is the day of the business`(zone: String, now: String, from: String, before: String) throws {
        #expect(try bounds(.today, zone, now) == [from, before])
    }

    @Test func `a week is seven days of the business, today the first of them`() throws {
        #expect(
            try bounds(.week, "America/Sao_Paulo", "2026-11-30T12:00:00Z")
                == ["2026-11-30T03:00:00Z", "2026-12-07T03:00:00Z"])
        #expect(
            try bounds(.week, "Europe/Lisbon", "2026-03-27T12:00:00Z")
                == ["2026-03-27T00:00:00Z", "2026-04-02T23:00:00Z"])
        #expect(try bounds(.overdue, "Europe/Lisbon", "2026-03-27T12:00:00Z") == [nil, "2026-03-27T12:00:00Z"])
    }
}
