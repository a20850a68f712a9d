package import Frame
import HTTP
import Leads
package import Routing

/// Tasks; served with the leads that they are about.
///
/// Source: SPEC section 16, "Tasks".
// swift-format-ignore
package let taskRoutes = RouteGroup<Context>("tasks", pool: leadRoutes.pool, bases: ["/api/v1"], [
    //    method   target        operation     access
    Route(.get,    "/tasks",      "listTasks",  .to(.manageTasks), "Lists tasks, by the time when they are due.", TaskHandlers.list),
    Route(.post,   "/tasks",      "createTask", .to(.manageTasks), status: .created, "Creates a task.", TaskHandlers.create),
    Route(.get,    "/tasks/{id}", "getTask",    .to(.manageTasks), "Returns a task.", TaskHandlers.get),
    Route(.patch,  "/tasks/{id}", "changeTask", .to(.manageTasks), failures: [.conflict, .preconditionFailed], "Updates the given fields of a task; completes or reopens it.", TaskHandlers.change),
    Route(.delete, "/tasks/{id}", "deleteTask", .to(.manageTasks), failures: [.conflict, .preconditionFailed], "Deletes a task.", TaskHandlers.remove),
])
