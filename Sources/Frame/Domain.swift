package import Environment
package import MariaDB
package import Routing
package import Serving
package import Storage
package import StoredSettings

/// Everything that a domain adds to the product, declared in the domain's own folder. The programs, the rights of the pools, the OpenAPI
/// document, the worker and `guichectl` derive theirs from the declarations.
package struct Domain<Context: ServiceContext>: Sendable {
    /// The name of its folder below `Sources`.
    package let name: String
    /// The operations that clients call.
    package let groups: [RouteGroup<Context>]
    /// Operations for other parts of the service: served with the group of the same name, and not documented.
    package let internalGroups: [RouteGroup<Context>]
    /// The names of the groups that write or remove uploaded files.
    package let fileGroups: [String]
    /// The names of the groups that read stored secrets.
    package let secretGroups: [String]
    /// Its tables and those of `answers`, with the rights of each part of the service.
    package let tables: [Grants.Table]
    /// The tables of answers to creating requests, of each pool that is its own.
    package let answers: [IdempotencyTable]
    /// The kinds of mails whose templates are in its folder `Mails`.
    package let mailKinds: [MailKind]
    /// The lines that those templates repeat.
    package let mailLists: [MailList]
    /// The handlers of its jobs, given how to reach other hosts.
    package let jobs: @Sendable (_ transport: @escaping OutgoingTransport) -> [any JobHandler]
    /// The types of events that it publishes.
    package let events: [EventType]
    /// Its subscribers to the events of all domains, given how to reach other hosts.
    package let subscribers: Subscribers
    /// What it derives from rows that requests wrote, in order, after the steps of the domains before it.
    package let followUpSteps: [any FollowUpStep]
    /// What it does at its time, in order.
    package let timedSteps: [TimedStep]
    /// Its stored settings.
    package let sections: [any ConfigSection.Type]
    /// What anyone may read of them.
    package let publicSettings: [PublicSettings]
    /// What it adds to `/metrics`; the numbers are in its tables.
    package let metricSources: [MetricSource]
    /// What the worker removes once an hour.
    package let sweeps: [Sweep]
    /// The search indexes that the worker keeps up to date.
    package let indexes: [IndexedRecords]
    /// What it adds to the timelines of leads and customers.
    package let timelineSources: [TimelineSource]

    /// Makes subscribers.
    package typealias Subscribers =
        @Sendable (_ settings: Settings, _ transport: @escaping OutgoingTransport) -> [any EventSubscriber]

    /// A domain; what it does not have is left out.
    package init(
        _ name: String, groups: [RouteGroup<Context>] = [], internalGroups: [RouteGroup<Context>] = [],
        fileGroups: [String] = [], secretGroups: [String] = [], tables: [Grants.Table] = [],
        answers: [IdempotencyTable] = [], mailKinds: [MailKind] = [],
        mailLists: [MailList] = [],
        jobs: @escaping @Sendable (_ transport: @escaping OutgoingTransport) -> [any JobHandler] = { _ in [] },
        events: [EventType] = [], subscribers: @escaping Subscribers = { _, _ in [] },
        followUpSteps: [any FollowUpStep] = [], timedSteps: [TimedStep] = [],
        sections: [any ConfigSection.Type] = [],
        publicSettings: [PublicSettings] = [], metricSources: [MetricSource] = [], sweeps: [Sweep] = [],
        indexes: [IndexedRecords] = [], timelineSources: [TimelineSource] = []
    ) {
        self.name = name
        self.groups = groups
        self.internalGroups = internalGroups
        self.fileGroups = fileGroups
        self.secretGroups = secretGroups
        // An answer may hold what was created: only the pool that gave it reads it.
        self.tables =
            tables
            + answers.map {
                Grants.Table($0.name.text, [Grants.Part($0.pool): Grants.record, .worker: Grants.sweeper])
            }
        self.answers = answers
        self.mailKinds = mailKinds
        self.mailLists = mailLists
        self.jobs = jobs
        self.events = events
        self.subscribers = subscribers
        self.followUpSteps = followUpSteps
        self.timedSteps = timedSteps
        self.sections = sections
        self.publicSettings = publicSettings
        self.metricSources = metricSources
        self.sweeps =
            sweeps
            + answers.map { table in
                Sweep("idempotency records of \(table.pool)") { connection, _, now in
                    try table.removeExpired(connection, at: now)
                }
            }
        self.indexes = indexes
        self.timelineSources = timelineSources
    }
}

/// Records that can be searched.
package struct IndexedRecords: Sendable {
    /// In the plural, for people.
    package let name: String
    /// Indexes pending records, or all; returns how many.
    package let reindex:
        @Sendable (Connection, _ all: Bool, _ isRunning: () -> Bool, _ progress: (Int, Int) -> Void) throws -> Int

    /// Records of a name.
    package init(
        _ name: String,
        reindex:
            @escaping @Sendable (Connection, _ all: Bool, _ isRunning: () -> Bool, _ progress: (Int, Int) -> Void)
            throws -> Int
    ) {
        self.name = name
        self.reindex = reindex
    }
}
