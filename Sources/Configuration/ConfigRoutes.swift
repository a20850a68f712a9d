package import Frame
import HTTP
package import Routing
package import StoredSettings

/// The stored settings of a catalog.
///
/// Source: SPEC section 8.
// swift-format-ignore
package func configRoutes<Catalog: ConfigCatalog>(of catalog: Catalog.Type) -> RouteGroup<Context> {
    RouteGroup("config", pool: "accounts", bases: ["/api/v1"], [
        //    method  target            operation          access            failures                                       summary
        Route(.get,   "/config",        "getConfig",       .to(.viewConfig), "Returns all settings by section, with secrets masked.",   ConfigHandlers<Catalog>.get),
        Route(.put,   "/config",        "putConfig",       .to(.viewConfig), failures: [.conflict, .preconditionFailed], "Replaces the named sections, all or none; each section requires its own permission.", ConfigHandlers<Catalog>.put),
        Route(.patch, "/config",        "changeConfig",    .to(.viewConfig), failures: [.conflict, .preconditionFailed], "Updates the given settings, all or none; each section requires its own permission.", ConfigHandlers<Catalog>.patch),
        Route(.get,   "/config/public", "getPublicConfig", .toAnyone,        "Returns the business's name, colours, logo and privacy notice, whether mails can be sent, and what carries WhatsApp messages.", ConfigHandlers<Catalog>.showPublic),
        Route(.put,    "/config/appearance/logo", "putLogo",    .to(AppearanceConfig.permission), failures: [.preconditionFailed], "Replaces the logo by a PNG, JPEG or WebP picture of at most 256 KiB; `logo_url` then names its address.", LogoHandlers.put),
        Route(.delete, "/config/appearance/logo", "deleteLogo", .to(AppearanceConfig.permission), status: .noContent, failures: [.preconditionFailed], "Removes the uploaded logo.", LogoHandlers.remove),
        Route(.post,   "/config/email/test",      "testMail",   .to(EmailConfig.permission),      failures: [.badGateway], "Sends one mail immediately with the mail server that is set; 502 with the server's own words when it is not accepted.", MailTestHandlers.send),
    ] + Catalog.sections.flatMap { routes(of: $0) })
}

/// The logo for pages, and for whoever else shows it.
// swift-format-ignore
package let logoRoutes = RouteGroup<Context>("logo", pool: "accounts", bases: [""], [
    Route(.get, OwnPicture.address, "getLogo", .toAnyone, failures: [.notFound], "Returns the uploaded logo.", LogoHandlers.get),
])

// swift-format-ignore
private func routes<Section: ConfigSection>(of section: Section.Type) -> [Route<Context>] {
    let target = "/config/\(Section.name)"
    let operation = "\(Section.title)Config"
    return [
        Route(.get,   target,              "get\(operation)",        .to(.viewConfig),        "Returns a section, with secrets masked.", SectionHandlers<Section>.get),
        Route(.put,   target,              "put\(operation)",        .to(Section.permission), failures: [.conflict, .preconditionFailed], "Replaces a section; omitted settings return to their defaults. Changing a destination requires `core.manage_config`.", SectionHandlers<Section>.put),
        Route(.patch, target,              "change\(operation)",     .to(Section.permission), failures: [.conflict, .preconditionFailed], "Updates the given settings; null clears one. A masked secret sent back is kept, unless its destination changes.", SectionHandlers<Section>.patch),
        Route(.get,   "\(target)/history", "get\(operation)History", .to(.viewConfig),        "Lists the changes of a section, newest first, with secrets masked.", SectionHandlers<Section>.history),
    ]
}
