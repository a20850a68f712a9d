import Accounts
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Serving
import Storage
import StoredSettings
import Transfer

/// `guichectl doctor`: checks what the programs need.
func doctor(arguments words: [String]) -> Int32 {
    let usage = """
        usage: guichectl doctor [--settings]
          Checks the settings, the database and its schema, whether it accepts writes and has room, stored secrets, whether the upload
          folder can be written to and has room for a file of the largest size; prints one line each. These are
          warnings, since leads can be accepted all the same: no worker, no hub of live events, a certificate that expires
          within 14 days, no backup within 26 hours.
          --settings    check the settings alone
        Exit status: 0 no faults, perhaps warnings; 1 a check failed; 2 wrong command line.

        """
    return reporting("doctor", usage: usage) {
        let arguments = try Arguments(words, flags: ["--settings"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let settings = try Settings(EnvironmentFile.variables(), for: .serving)
        _ = try AccountsEnvironment(settings: settings, threads: 1)
        StandardStream.output.write("ok    settings\n")
        if arguments.has("--settings") { return 0 }
        let files = settings.makeFileStore()
        let checks: [(String, () throws -> Void)] = [
            ("database and schema", { try SchemaVersion.check(Connection(settings.database)) }),
            ("database accepts writes", { try HealthProbe.database(Connection(settings.database)) }),
            ("stored secrets", { try ConfigSecrets(Connection(settings.database), settings).check() }),
            // Not made here: an empty mount point would pass.
            ("upload folder", { try HealthProbe.files(files, settings) }),
            (
                "upload folder's database",
                { try FileStoreIdentity(of: files).check(Connection(settings.database)) }
            ),
        ]
        let warnings: [(String, () throws -> String?)] = [
            ("worker", { try checkWorker(settings) }), ("hub", { try checkHub(settings) }),
            ("certificate", { try checkCertificate(settings, at: Date()) }),
            ("backup", { try checkBackup(settings, at: Date()) }),
        ]
        var status: Int32 = 0
        for (name, check) in checks {
            do {
                try check()
                StandardStream.output.write("ok    \(name)\n")
            } catch {
                StandardStream.output.write("fails \(name): \(error)\n")
                status = 1
            }
        }
        for (name, check) in warnings {
            do {
                let detail = try check()
                StandardStream.output.write("ok    \(name)\(detail.map { ": \($0)" } ?? "")\n")
            } catch {
                StandardStream.output.write("warns \(name): \(error)\n")
            }
        }
        return status
    }
}

private func checkWorker(_ settings: Settings) throws -> String? {
    guard try Connection(settings.database).isLocked(WorkerLock.name(of: settings.database)) else {
        throw Absence(description: "no worker is running on this database; mails, jobs and live events wait")
    }
    return nil
}

private func checkHub(_ settings: Settings) throws -> String? {
    guard let socket = settings.hubSocket else {
        throw Absence(description: "GUICHE_HUB_SOCKET is not set; live events wait")
    }
    let reply = try HTTPTransfer(
        socketPath: socket, connectSeconds: 2, totalSeconds: 5, reach: .anywhere
    ).send("GET", "http://hub/status")
    guard reply.status == 200 else { throw Absence(description: "it answers with status \(reply.status)") }
    return nil
}

/// From so many days on before its end a certificate is fine.
private let certificateDays = 14
/// A nightly backup is at most so old.
private let backupHours = 26

private func checkCertificate(_ settings: Settings, at now: Date) throws -> String? {
    guard let end = TimeStamp.certificate.seconds(in: settings.stampsFolder) else {
        throw Absence(description: "no script has recorded when it expires")
    }
    let days = Int((Double(end) - now.timeIntervalSince1970) / 86_400)
    guard Double(end) > now.timeIntervalSince1970 else { throw Absence(description: "it has expired") }
    guard days >= certificateDays else { throw Absence(description: "it expires in \(days) days") }
    return "\(days) days left"
}

private func checkBackup(_ settings: Settings, at now: Date) throws -> String? {
    guard let made = TimeStamp.backup.seconds(in: settings.stampsFolder) else {
        throw Absence(description: "none is recorded")
    }
    let hours = Int((now.timeIntervalSince1970 - Double(made)) / 3600)
    guard hours < backupHours else { throw Absence(description: "the last one is \(hours) hours old") }
    return "\(hours) hours old"
}

/// What is not as it should be, though the programs work.
private struct Absence: Error, CustomStringConvertible {
    let description: String
}
