import App
import CRM
import Environment
import Leads
import MariaDB
import Posix

/// `guichectl seed`: fills a database with example leads and customers.
func seed(arguments words: [String], settings: () throws -> Settings) -> Int32 {
    let usage = """
        usage: guichectl seed [--leads N] [--customers N]
          --leads N      how many example leads to add, 1 to 10000000 (default: 100, or none where customers are asked for)
          --customers N  how many example customers to add, 1 to 10000000 (default: none)
        Exit status: 0 done, 1 failed, 2 wrong command line.

        """
    return reporting("seed", usage: usage) {
        let arguments = try Arguments(words, valued: ["--leads", "--customers"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        let customers = try arguments.integer("--customers", 1...10_000_000, default: 0)
        let leads = try arguments.integer("--leads", 1...10_000_000, default: customers > 0 ? 0 : 100)
        let settings = try settings()
        var database = settings.database
        database.answerTimeout = .seconds(300)
        if leads > 0 {
            let connection = Connection(database)
            try LeadStore(connection).seed(leads)
            _ = try LeadFollowUp(settings, log: Log(from: settings.logLevel), steps: Domains.followUpSteps).run(
                connection)
            StandardStream.output.write("\(leads) leads added\n")
        }
        if customers > 0 {
            try CustomerStore(Connection(database)).seed(customers)
            StandardStream.output.write("\(customers) customers added\n")
        }
        return 0
    }
}
