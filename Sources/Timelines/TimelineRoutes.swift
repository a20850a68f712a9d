package import Frame
import HTTP
import Leads
package import Routing

/// Timelines; served with the leads, whose records they mostly show.
///
/// Source: SPEC section 21.
// swift-format-ignore
package func timelineRoutes<Catalog: TimelineCatalog>(of catalog: Catalog.Type) -> RouteGroup<Context> {
    RouteGroup("timelines", pool: leadRoutes.pool, bases: ["/api/v1", "/api"], [
        Route(.get, "/customers/{id}/timeline", "getCustomerTimeline", .to(.viewCustomers), "Lists what happened to a customer and to the leads that became it, newest first; the newest 10,000 entries.", TimelineHandlers<Catalog>.customer),
    ], canonical: [
        //    method target               operation          access
        Route(.get, "/leads/{id}/timeline", "getLeadTimeline", .to(.viewLeads), "Lists what happened to a lead, newest first; the newest 10,000 entries.", TimelineHandlers<Catalog>.lead),
    ])
}
