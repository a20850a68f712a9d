package import Frame
import HTTP
import Leads
package import Routing

/// Views of lists; each user has their own, and sees those that are shared.
///
/// Source: SPEC section 16, "Views".
// swift-format-ignore
package let viewRoutes = RouteGroup<Context>("views", pool: leadRoutes.pool, bases: ["/api/v1"], [
    //    method   target        operation     access
    Route(.get,    "/views",      "listViews",  .toSignedIn, "Lists the caller's own views and the shared ones, by name.", ViewHandlers.list),
    Route(.post,   "/views",      "createView", .toSignedIn, status: .created, failures: [.forbidden], "Saves a view; managers may share it.", ViewHandlers.create),
    Route(.patch,  "/views/{id}", "changeView", .toSignedIn, failures: [.forbidden, .conflict, .preconditionFailed], "Updates the given fields of an own view; managers also those of shared ones.", ViewHandlers.change),
    Route(.delete, "/views/{id}", "deleteView", .toSignedIn, failures: [.forbidden, .conflict, .preconditionFailed], "Deletes an own view; managers also shared ones.", ViewHandlers.remove),
])
