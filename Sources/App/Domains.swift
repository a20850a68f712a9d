package import Accounts
import CRM
import Configuration
import Leads
import Messaging
package import Platform
package import Routing

/// The domains of this product: what the programs serve, do, sweep, index and grant.
package enum Domains {
    /// Each domain; a new one is a line here.
    package static let all: [Domain<Context>] = [
        sharedDomain(), leadsDomain, accountsDomain, crmDomain, configurationDomain, messagingDomain,
    ]

    /// The operations that clients call.
    package static let groups = all.flatMap(\.groups)
    /// Operations for other parts of the service.
    package static let internalGroups = all.flatMap(\.internalGroups)
    /// Every table of the schema, with the rights of each part.
    package static let tables = all.flatMap(\.tables)

    /// The handlers of all jobs.
    package static func jobs(_ transport: @escaping OutgoingTransport) -> [any JobHandler] {
        all.flatMap { $0.jobs(transport) }
    }
}
