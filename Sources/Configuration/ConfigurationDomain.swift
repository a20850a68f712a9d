package import Accounts
package import Platform
import Routing

/// The stored settings; their tables are shared.
package let configurationDomain = Domain<Context>(
    "Configuration", groups: [configRoutes], secretGroups: [configRoutes.name], mailKinds: [DestinationNotice.mailKind])
