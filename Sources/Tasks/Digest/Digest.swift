package import Environment
package import FoundationEssentials
package import Frame
import Leads
package import MariaDB
import Routing
package import Storage
import StoredSettings
package import Values

/// The daily mail of late leads and due tasks: for users who want one, on working days at 8:00 by the business's clock.
///
/// A user's day is marked in the transaction of the mail, so that it is sent once, whatever is restarted; a worker that was away at 8:00
/// makes up for it on the same day. A digest without content is not sent, and its day is marked all the same.
///
/// Source: SPEC section 16, "Tasks".
package struct Digest {
    /// The kind of its mail.
    package static let mailKind = MailKind("daily_digest", Text("What is due today", pt: "O que vence hoje"))
    /// The most tasks, and the most leads, that a digest lists.
    static let listed = 20
    /// 8:00.
    private static let secondOfDay = 8 * 3600
    /// How many users are looked for at once.
    private static let batch = 50

    private let connection: Connection
    let settings: Settings
    let store: DigestStore

    /// Digests by a connection.
    package init(_ connection: Connection, _ settings: Settings) {
        self.connection = connection
        self.settings = settings
        store = DigestStore(connection)
    }

    /// Writes the digests of some users whose time has come.
    ///
    /// - Returns: how many users; 0 when none waits, before 8:00 and on days off.
    package func runSome(at now: Date) throws -> Int {
        let day = settings.clock.time(at: now).day
        guard now >= Self.time(on: day, by: settings.clock) else { return 0 }
        let users = try store.waiting(for: day, Self.batch)
        guard !users.isEmpty else { return 0 }
        let config = try ConfigStore(connection).snapshot()
        guard ResponseClock(config, by: settings.clock).isWorkingDay(day) else { return 0 }
        let domain = config.messageDomain(over: settings)
        for user in users { try write(to: user, on: day, domain: domain, at: now) }
        return users.count
    }

    /// Whether digests are sent on a day.
    func isWorkingDay(_ day: CivilDay) throws -> Bool {
        ResponseClock(try ConfigStore(connection).snapshot(), by: settings.clock).isWorkingDay(day)
    }

    /// When the digests of a day are due.
    package static func time(on day: CivilDay, by clock: WallClock) -> Date {
        clock.instant(of: WallTime(day: day, secondOfDay: secondOfDay))
    }

    /// Marks a user's day, and enqueues the mail if there is something to report.
    private func write(to user: DigestReader, on day: CivilDay, domain: String, at now: Date) throws {
        try connection.transaction {
            guard try store.mark(day, of: user.id) else { return }
            let content = try content(for: user.id, at: now)
            guard !content.isEmpty, let address = EmailAddress(user.email) else { return }
            let draft = OutboxMail.Draft(
                kind: Self.mailKind, to: address, in: settings.defaultLanguage,
                values: try content.text(for: user, in: settings.defaultLanguage, by: settings.clock))
            try OutboxStore(connection).add([draft], about: user.id.bytes, domain: domain, at: now)
        }
    }

    /// What a user's digest reports at a moment: own leads that are late, and open tasks that are due on that day or earlier.
    package func content(for user: User.ID, at now: Date) throws -> DigestContent {
        var filter = TaskFilter()
        filter.apply(.today, by: settings.clock, at: now)
        (filter.dueFrom, filter.isOpenOnly, filter.assignee) = (nil, true, user)
        let first = Page(number: 1, size: Self.listed)
        let tasks = try TaskStore(connection).page(first, of: filter)
        var late = LeadFilter()
        (late.isLate, late.ownerID) = (true, user)
        let leads = try LeadStore(connection).page(first, of: late, in: LeadOrder(.dueAt, isDescending: false))
        return DigestContent(
            tasks: tasks.tasks, taskTotal: tasks.total, leads: leads.leads, leadTotal: leads.total)
    }
}
