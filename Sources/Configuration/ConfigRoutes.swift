package import Accounts
import HTTP
import Leads
import Platform
package import Routing

/// The stored settings.
///
/// Source: SPEC section 8.
// swift-format-ignore
package let configRoutes = RouteGroup<Context>("config", bases: ["/api/v1"], [
    //    method  target            operation          access            failures                                       summary
    Route(.get,   "/config",        "getConfig",       .to(.viewConfig), "All settings, by section; secrets masked.",   ConfigHandlers.get),
    Route(.put,   "/config",        "putConfig",       .to(.viewConfig), failures: [.conflict, .preconditionFailed], "Replaces the sections that are named, all or none; each needs its own permission.", ConfigHandlers.put),
    Route(.patch, "/config",        "changeConfig",    .to(.viewConfig), failures: [.conflict, .preconditionFailed], "Changes what is given, all or nothing; each section needs its own permission.", ConfigHandlers.patch),
    Route(.get,   "/config/public", "getPublicConfig", .toAnyone,        "The business's name, colours and logo, and its privacy notice.", ConfigHandlers.showPublic),
] + routes(of: CompanyConfig.self) + routes(of: ChatConfig.self) + routes(of: EmailConfig.self) + routes(of: AppearanceConfig.self)
    + routes(of: WhatsAppConfig.self) + routes(of: ScoringConfig.self) + routes(of: IntakeConfig.self))

// swift-format-ignore
private func routes<Section: ConfigSection>(of section: Section.Type) -> [Route<Context>] {
    let target = "/config/\(Section.name)"
    let operation = "\(Section.title)Config"
    return [
        Route(.get,   target,              "get\(operation)",        .to(.viewConfig),        "One section; secrets masked.", SectionHandlers<Section>.get),
        Route(.put,   target,              "put\(operation)",        .to(Section.permission), failures: [.conflict, .preconditionFailed], "Replaces a section: what is left out goes back to its default.", SectionHandlers<Section>.put),
        Route(.patch, target,              "change\(operation)",     .to(Section.permission), failures: [.conflict, .preconditionFailed], "Changes what is given; null empties. A masked secret sent back stays as it is.", SectionHandlers<Section>.patch),
        Route(.get,   "\(target)/history", "get\(operation)History", .to(.viewConfig),        "Who changed what, newest first; secrets masked.", SectionHandlers<Section>.history),
    ]
}
