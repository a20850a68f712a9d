package import Frame
import Leads
import MariaDB
import Routing
import Storage

/// What members of staff are to do, and what reminds them.
package let tasksDomain = Domain<Context>(
    "Tasks", groups: [taskRoutes], tables: taskTables,
    mailKinds: [Digest.mailKind], mailLists: DigestContent.lists,
    events: [.taskCreated, .taskChanged, .taskDeleted, .taskDue],
    timedSteps: [
        TimedStep("reminders of tasks") { connection, _, now in try TaskStore(connection).remind(at: now) },
        TimedStep("daily digests") { connection, settings, now in try Digest(connection, settings).runSome(at: now) },
    ],
    timelineSources: [TaskStore.timeline])

private let taskTables = [
    Grants.Table("tasks", [Grants.Part(leadRoutes.pool): Grants.record, .worker: "SELECT, UPDATE (remind_at)"]),
    Grants.Table("digest_days", [.worker: "SELECT, INSERT, UPDATE"]),
    Grants.Table("task_counts", [Grants.Part(leadRoutes.pool): "SELECT"]),
]
