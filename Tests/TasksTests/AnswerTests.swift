import Accounts
import CRM
import FoundationEssentials
import Frame
import Leads
import Routing
import Serving
import TestSupport
import Testing
import Values

@testable import Tasks

@Suite struct AnswerTests {
    private static let now = Instant.read("2026-01-31T12:00:00Z") ?? .distantPast

    private static let task: Task = {
        var details = TaskDetails(title: "Call", assigneeID: User.ID())
        (details.notes, details.dueAt, details.leadID, details.doneAt) = ("Two\nlines", now, Lead.ID(), now)
        return Task(id: Task.ID(), details: details, createdBy: User.ID(), version: 2)
    }()
    private static let bare = Task(
        id: Task.ID(), details: TaskDetails(title: "Call", assigneeID: User.ID()), createdBy: User.ID(), version: 1)

    static let samples = [
        AnswerSample("task", Shown(resource: task)),
        AnswerSample("changed task without details", Changed(message: "Done.", resource: bare)),
        AnswerSample("tasks", PageOf([task, bare], total: 2, Page(number: 1, size: 20))),
    ]

    @Test(arguments: samples)
    func `has the shape that it declares`(sample: AnswerSample) throws {
        #expect(try sample.faults() == [])
    }

    @Test func `the document of all routes is sound`() {
        let groups = [systemRoutes(for: Context.self), accountRoutes, taskRoutes]
        #expect(OpenAPIDocument(title: "", version: "", summary: "", groups: groups).faults == [])
    }
}
