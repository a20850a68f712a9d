package import Frame

/// The sources of timelines that a product has.
package protocol TimelineCatalog: Sendable {
    /// The sources of all domains.
    static var sources: [TimelineSource] { get }
}

/// The timelines of leads and customers, made of what the domains of a product add to them; it has no table of its own.
package func timelinesDomain(of catalog: (some TimelineCatalog).Type) -> Domain<Context> {
    Domain("Timelines", groups: [timelineRoutes(of: catalog)])
}
