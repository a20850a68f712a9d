package import Frame
import HTTP
package import Routing

/// The public forms, for staff.
///
/// Source: SPEC section 12, "Forms".
// swift-format-ignore
package let formRoutes = RouteGroup<Context>("forms", pool: leadRoutes.pool, bases: ["/api/v1"], [
    //    method   target                          operation         access
    Route(.get,    "/forms",                       "listForms",      .toSignedIn, "Lists the public forms, the oldest first.", FormHandlers.list),
    Route(.post,   "/forms",                       "createForm",     .to(.manageForms), status: .created, failures: [.conflict], "Creates a form; there are at most \(FormStore.most).", FormHandlers.create),
    Route(.post,   "/forms/preview",               "previewForm",    .to(.manageForms), "Returns the page that a form would have.", FormHandlers.preview),
    Route(.get,    "/forms/{id}",                  "getForm",        .toSignedIn, "Returns a form as it is now.", FormHandlers.get),
    Route(.patch,  "/forms/{id}",                  "changeForm",     .to(.manageForms), failures: [.conflict, .preconditionFailed], "Updates the given members of a form, as its next version.", FormHandlers.change),
    Route(.delete, "/forms/{id}",                  "deleteForm",     .to(.manageForms), failures: [.conflict, .preconditionFailed], "Deletes a form, or deactivates one with submissions.", FormHandlers.remove),
    Route(.get,    "/forms/{id}/versions/{version}", "getFormVersion", .toSignedIn, "Returns a form as it was at a version.", FormHandlers.version),
])
