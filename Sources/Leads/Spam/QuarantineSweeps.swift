import Environment
import FoundationEssentials
import Frame
import MariaDB
import Storage
import StoredSettings

/// What is removed of the quarantine, and of what submissions are recognized by, once its time is over.
enum QuarantineSweeps {
    /// How many rows are removed at a time.
    private static let batch = 500
    private static let secondsPerDay: TimeInterval = 86_400

    /// Submissions after `quarantine_days`, with their files: the rows first, as with leads.
    static let expired = Sweep("submissions in quarantine") { connection, settings, now in
        let days = try ConfigStore(connection).snapshot().quarantineDays
        let removed = try QuarantineStore(connection).remove(
            receivedBefore: now.addingTimeInterval(-Double(days) * secondsPerDay), limit: batch)
        let files = settings.makeFileStore()
        for path in removed.files { try files.trash(path) }
        return removed.count
    }

    static let textsAndStamps = Sweep("texts and stamps of submissions") { connection, _, now in
        try QuarantineStore(connection).forgetTextsAndStamps(at: now, limit: batch)
    }

    /// Addresses are kept no longer than they are needed: a step of each second. Source: SPEC section 13, `flood`.
    static let addresses = TimedStep("addresses of submissions") { connection, _, now in
        try QuarantineStore(connection).forgetAddresses(at: now, limit: batch)
    }
}
