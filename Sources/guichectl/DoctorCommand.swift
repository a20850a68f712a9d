import Leads
import MariaDB
import Platform
import Posix

/// `guichectl doctor`: checks what the programs need.
func doctor(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl doctor
          Checks the settings, the database and its schema, stored secrets, and the upload folder; prints one line each.
        Exit status: 0 all is well, 1 something is not, 2 wrong command line.

        """
    return reporting("doctor", usage: usage) {
        let arguments = try Arguments(words)
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let settings = try settings()
        StandardStream.output.write("ok    settings\n")
        let checks: [(String, () throws -> Void)] = [
            ("database and schema", { try SchemaVersion.check(Connection(settings.database)) }),
            ("stored secrets", { try ConfigSecrets(Connection(settings.database), settings).check() }),
            ("upload folder", { try ResumeFolder(settings.uploadFolder).prepare() }),
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
        return status
    }
}
