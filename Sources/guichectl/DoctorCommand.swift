import Accounts
import Environment
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
          folder can be written to and has room for a file of the largest size; prints one line each. A missing
          worker or hub of live events is a warning: leads can be accepted without them.
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
        let warnings: [(String, () throws -> Void)] = [
            ("worker", { try checkWorker(settings) }), ("hub", { try checkHub(settings) }),
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
                try check()
                StandardStream.output.write("ok    \(name)\n")
            } catch {
                StandardStream.output.write("warns \(name): \(error)\n")
            }
        }
        return status
    }
}

private func checkWorker(_ settings: Settings) throws {
    guard try Connection(settings.database).isLocked(WorkerLock.name(of: settings.database)) else {
        throw Absence(description: "no worker is running on this database; mails, jobs and live events wait")
    }
}

private func checkHub(_ settings: Settings) throws {
    guard let socket = settings.hubSocket else {
        throw Absence(description: "GUICHE_HUB_SOCKET is not set; live events wait")
    }
    let reply = try HTTPTransfer(
        socketPath: socket, connectSeconds: 2, totalSeconds: 5, reach: .anywhere
    ).send("GET", "http://hub/status")
    guard reply.status == 200 else { throw Absence(description: "it answers with status \(reply.status)") }
}

/// A part that is not there.
private struct Absence: Error, CustomStringConvertible {
    let description: String
}
