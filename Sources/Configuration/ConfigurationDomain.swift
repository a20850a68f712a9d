package import Frame
import Routing
import Storage
package import StoredSettings

/// The sections that belong to the business as a whole.
package let configurationSections: [any ConfigSection.Type] = [CompanyConfig.self, AppearanceConfig.self]

/// What anyone may read of them.
package let publicConfiguration = [PublicSettings(of: AppearanceConfig.self)]

/// The stored settings of a product; their tables are shared.
package func configurationDomain(of catalog: (some ConfigCatalog).Type) -> Domain<Context> {
    let routes = configRoutes(of: catalog)
    return Domain(
        "Configuration", groups: [routes, logoRoutes],
        secretGroups: [routes.name],
        tables: [Grants.Table("logo", ["accounts": "SELECT, INSERT, UPDATE, DELETE"])],
        mailKinds: [DestinationNotice.mailKind, MailTest.kind],
        sections: configurationSections, publicSettings: publicConfiguration)
}
