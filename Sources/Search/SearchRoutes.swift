package import Frame
import HTTP
import Leads
package import Routing

/// The search; served with the leads, which are most of what it finds.
///
/// Source: SPEC section 21.
// swift-format-ignore
package let searchRoutes = RouteGroup<Context>("search", pool: leadRoutes.pool, bases: ["/api/v1"], [
    //    method target     operation access
    Route(.get, "/search", "search", .toSignedIn, "Lists the leads, active customers and active products that a text finds, best first, at most 20; only kinds that the caller may view.", SearchHandlers.list),
])
