import Accounts
import CRM
import Configuration
import Conversations
package import Environment
import Fields
package import Frame
package import Leads
import Messaging
package import Routing
import Search
package import Serving
package import Storage
package import StoredSettings
import Tasks
import Timelines
import Views

/// The domains of this product: what the programs serve, do, sweep, index and grant.
package enum Domains {
    /// Each domain but the one of the stored settings, which is made of what these declare; a new one is a line here.
    private static let others: [Domain<Context>] = [
        sharedDomain(), leadsDomain, accountsDomain, crmDomain, messagingDomain, tasksDomain, viewsDomain,
        fieldsDomain, searchDomain, conversationsDomain,
    ]

    /// Each domain.
    package static let all =
        others + [configurationDomain(of: StoredSettings.self), timelinesDomain(of: TimelineSources.self)]

    /// The operations that clients call.
    package static let groups = all.flatMap(\.groups)
    /// Operations for other parts of the service.
    package static let internalGroups = all.flatMap(\.internalGroups)
    /// Every table of the schema, with the rights of each part.
    package static let tables = all.flatMap(\.tables)

    /// The tables of answers to creating requests, of each pool.
    package static let answers = all.flatMap(\.answers)

    /// What all add to `/metrics`.
    package static let metricSources = all.flatMap(\.metricSources)

    /// The kinds of all mails.
    package static let mailKinds = all.flatMap(\.mailKinds)

    /// The stored settings of all domains.
    package enum StoredSettings: ConfigCatalog {
        /// All sections.
        package static let sections = others.flatMap(\.sections) + configurationSections
        /// What anyone may read of them.
        package static let publicSettings = others.flatMap(\.publicSettings) + publicConfiguration
    }

    /// What all domains add to timelines.
    package enum TimelineSources: TimelineCatalog {
        /// The sources of all domains.
        package static let sources = others.flatMap(\.timelineSources)
    }

    /// What follows from submissions, in order.
    package static let followUpSteps: [LeadFollowUp.Step] = all.flatMap(\.followUpSteps).map { step in
        guard let step = step as? LeadFollowUp.Step else { preconditionFailure("\(step.name): no step of submissions") }
        return step
    }

    /// What a worker does at its time.
    package static let timedSteps = all.flatMap(\.timedSteps)

    /// The types of all events.
    package static let events = all.flatMap(\.events)

    /// The subscribers to events.
    package static func subscribers(_ settings: Settings, _ transport: @escaping OutgoingTransport)
        -> [any EventSubscriber]
    {
        all.flatMap { $0.subscribers(settings, transport) }
    }

    /// The handlers of all jobs.
    package static func jobs(_ transport: @escaping OutgoingTransport) -> [any JobHandler] {
        all.flatMap { $0.jobs(transport) }
    }
}
