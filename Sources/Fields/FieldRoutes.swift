package import Frame
import HTTP
import Leads
package import Routing

/// The fields of a business's own, of leads and of customers.
///
/// Source: SPEC section 12, "Fields".
// swift-format-ignore
package let fieldRoutes = RouteGroup<Context>("fields", pool: leadRoutes.pool, bases: ["/api/v1"], [
    //    method   target         operation      access
    Route(.get,    "/fields",      "listFields",  .toSignedIn, "Lists the own fields of leads and customers, in their order.", FieldHandlers.list),
    Route(.post,   "/fields",      "createField", .to(.manageFields), status: .created, failures: [.conflict], "Creates a field; at most 50 of leads and 50 of customers are active.", FieldHandlers.create),
    Route(.get,    "/fields/{id}", "getField",    .toSignedIn, "Returns a field.", FieldHandlers.get),
    Route(.patch,  "/fields/{id}", "changeField", .to(.manageFields), failures: [.conflict, .preconditionFailed], "Updates the given members of a field. An option in use is not removed but made inactive.", FieldHandlers.change),
    Route(.delete, "/fields/{id}", "deleteField", .to(.manageFields), failures: [.conflict, .preconditionFailed], "Deletes a field; one with values only with `with_values`.", FieldHandlers.remove),
])
