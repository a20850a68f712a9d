import Accounts
import App
import Environment
import FoundationEssentials
import Frame
import Leads
import MariaDB
import Messaging
import Posix
import Storage
import StoredSettings
import Values

/// `guichectl after-restore`: makes a restored database safe to start.
func afterRestore(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl after-restore
          Makes a database that was restored from a copy safe to start, in one transaction: every session, ticket and password
          link ends, mails and WhatsApp jobs that wait are held ('guichectl outbox release' lets them go), also the mails
          of what came due since the copy, and the database gets a new id, so that no file store belongs to it until
          'guichectl files adopt'.
          Users, their roles and passwords are those of the copy. scripts/restore runs it.
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("after-restore", usage: usage) {
        let arguments = try Arguments(words)
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words.isEmpty else {
            throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
        }
        let settings = try settings()
        let connection = Connection(settings.database)
        try SchemaVersion.check(connection)
        try ConfigSecrets(connection, settings).check()
        // Mails that were about to be written are held with those that were, and so are those of what came due since the copy.
        _ = try LeadFollowUp(settings, log: Log(from: settings.logLevel), steps: Domains.followUpSteps).run(connection)
        let now = Date()
        for step in Domains.timedSteps { _ = try step.run(connection, settings, at: now) }
        let (sessions, held) = try connection.transaction {
            let sessions = try RestoreStore(connection).endSignIns(at: now)
            let holding = HoldingStore(connection)
            try holding.removeSecretMails()
            let held = try holding.hold(jobsOf: OutgoingJobs.kinds)
            try InstanceStore(connection).renew(to: InstanceStore.ID(at: now))
            try AuditTrail(connection).add(.instanceRestored, at: now)
            return (sessions, held)
        }
        StandardStream.output.write(
            "\(sessions) sessions ended, \(held.mails) mails and \(held.jobs) WhatsApp jobs held\n")
        return 0
    }
}

extension AuditEvent.Action {
    /// The database was put back to what a copy held.
    fileprivate static let instanceRestored = Self("instance.restored")
}
