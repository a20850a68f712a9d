import Accounts
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import Storage
import Values

/// `guichectl audit`: shows security events and changes of data.
func audit(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl audit list [--actor USER] [--action NAME] [--from T] [--to T] [--limit N] [--json]
          --actor USER   only what this user did: a user name, an e-mail address or an id
          --action NAME  only this, such as login.failed or lead.deleted
          --from, --to   a day or an instant, inclusive: 2026-01-31, 2026-01-31T12:00:00Z
          --limit N      the newest N, 1 to 100000 (default: 50)
          --json         print them as JSON
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("audit", usage: usage) {
        let arguments = try Arguments(
            words, valued: ["--actor", "--action", "--from", "--to", "--limit"], flags: ["--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words == ["list"] else { throw Arguments.UsageError(description: "expected: list") }
        let limit = try arguments.integer("--limit", 1...100_000, default: 50)
        let settings = try settings()
        let connection = Connection(settings.database)
        var filter = AuditStore.Filter()
        filter.action = arguments["--action"]
        filter.from = try time("--from", in: arguments)?.start(by: settings.clock)
        filter.before = try time("--to", in: arguments)?.end(by: settings.clock)
        if let name = arguments["--actor"] {
            let user = try User.ID(name) ?? AccountStore(connection).findCredential(named: SignInName(name))?.user.id
            guard let user else {
                StandardStream.error.write("guichectl audit: unknown user\n")
                return 1
            }
            filter.actor = AuditEvent.Actor.ID(user)
        }
        try print(events(limit, of: filter, in: AuditStore(connection)), asJSON: arguments.has("--json"))
        return 0
    }
}

private func time(_ option: String, in arguments: Arguments) throws -> DayOrInstant? {
    guard let text = arguments[option] else { return nil }
    do {
        return try Rule.dayOrInstant.read(.text(text))
    } catch {
        throw Arguments.UsageError(description: "\(option): \(error.text.english)")
    }
}

private func events(_ limit: Int, of filter: AuditStore.Filter, in store: AuditStore) throws -> [AuditEvent] {
    var events: [AuditEvent] = []
    var number = 1
    while events.count < limit {
        let page = try store.page(Page(number: number, size: Page.largest), of: filter).events
        events += page
        if page.count < Page.largest { break }
        number += 1
    }
    return Array(events.prefix(limit))
}

private func print(_ events: [AuditEvent], asJSON: Bool) throws {
    if asJSON {
        StandardStream.output.write(try JSONText.bytes(of: ["events": events]) + [0x0A])
        return
    }
    for event in events {
        var words = [Instant.text(event.at), event.action.name, event.actor?.username ?? "-"]
        words.append(event.address ?? "-")
        words.append(event.target.map { "\($0.kind) \($0.id)" } ?? "-")
        let changes = try JSONText.bytes(of: JSON.object(event.changes))
        if !event.changes.isEmpty { words.append(String(decoding: changes, as: UTF8.self)) }
        StandardStream.output.write(words.joined(separator: "  ") + "\n")
    }
}
