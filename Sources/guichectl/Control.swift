import Environment
import Frame
import Leads
import MariaDB
import Posix
import Serving

/// `guichectl`: the administrator's command.
enum Control {
    private static let usage = """
        usage: guichectl COMMAND ...
          migrate   migrate the schema of the database up or down
          user      create, list and change staff users
          config    show and change stored settings, move their secrets to another key
          seed      fill a database with example leads and customers
          rescore   recalculate the score of every lead
          clock     say why a lead is due when it is
          reindex   update the search index
          handout   explain which rule gives a lead to whom
          follow-up process pending submissions (tallies, mails, events), count them
          outbox    show queued and failed mails, retry them
          jobs      show, retry and cancel background jobs
          tasks     show the tasks of staff
          digest    explain a user's daily digest
          audit     show security events and changes of data
          sweep     move unreferenced uploads to the trash
          files     compare uploaded files with the database, bring them back from the trash
          objects   send copies to a bucket, fetch them
          after-restore  make a restored database safe to start
          parts     show the parts that the multipart parser finds in a body
          grants    print the SQL that gives each part a database user with the rights it needs
          layout    print pools, addresses and limits for nginx and the scripts
          doctor    check settings, database, schema and folders
        'guichectl COMMAND --help' shows its options. Settings come from the environment and the file in GUICHE_ENV_FILE.
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """

    /// Runs the program.
    ///
    /// - Returns: the exit status.
    static func run(_ words: some Sequence<String>) -> Int32 {
        let words = Array(words)
        guard let command = words.first else { return misused("missing command") }
        let arguments = Array(words.dropFirst())
        switch command {
        case "--help", "help":
            StandardStream.output.write(usage)
            return 0
        case "--version":
            StandardStream.output.write("guichectl \(SharedState.version)\n")
            return 0
        case "migrate": return migrate(arguments: arguments, settings: settings)
        case "user": return user(arguments: arguments, settings: settings)
        case "parts": return parts(arguments: arguments)
        case "config": return config(arguments: arguments, settings: settings)
        case "seed": return seed(arguments: arguments, settings: settings)
        case "rescore": return rescore(arguments: arguments, settings: settings)
        case "clock": return clock(arguments: arguments, settings: settings)
        case "reindex": return reindex(arguments: arguments, settings: settings)
        case "handout": return handout(arguments: arguments, settings: settings)
        case "follow-up": return followUp(arguments: arguments, settings: settings)
        case "outbox": return outbox(arguments: arguments, settings: settings)
        case "jobs": return jobs(arguments: arguments, settings: settings)
        case "tasks": return tasks(arguments: arguments, settings: settings)
        case "digest": return digest(arguments: arguments, settings: settings)
        case "audit": return audit(arguments: arguments, settings: settings)
        case "sweep": return sweep(arguments: arguments, settings: settings)
        case "files": return files(arguments: arguments, settings: settings)
        case "objects": return objects(arguments: arguments, settings: settings)
        case "after-restore": return afterRestore(arguments: arguments, settings: settings)
        case "grants": return grants(arguments: arguments)
        case "layout": return layout(arguments: arguments)
        case "doctor": return doctor(arguments: arguments)
        default: return misused("unexpected command \(command)")
        }
    }

    private static func settings() throws -> Settings {
        try Settings(EnvironmentFile.variables(), for: .administering)
    }

    private static func misused(_ fault: String) -> Int32 {
        StandardStream.error.write("guichectl: \(fault)\n\(usage)")
        return 2
    }
}

/// Runs a command and turns what it throws into an exit status and one line on standard error.
func reporting(_ command: String, usage: String, _ body: () throws -> Int32) -> Int32 {
    do {
        return try body()
    } catch let error as Arguments.UsageError {
        StandardStream.error.write("guichectl \(command): \(error)\n\(usage)")
        return 2
    } catch let error as DatabaseError {
        StandardStream.error.write("guichectl \(command): \(error.debugDescription)\n")
        return 1
    } catch {
        StandardStream.error.write("guichectl \(command): \(error)\n")
        return 1
    }
}
