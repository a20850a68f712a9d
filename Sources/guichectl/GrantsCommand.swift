import App
import Environment
import Frame
import Posix

/// `guichectl grants`: prints the SQL that gives each part of the service a database user of its own.
func grants(arguments words: [String]) -> Int32 {
    let names = Layout.product.parts.map(\.name).joined(separator: ", ")
    let usage = """
        usage: guichectl grants [--pool NAMES | --all] [--user-prefix P] [--host H] [--database D] [--no-users]
          Prints SQL for the database's administrator: users with the least rights that each part of the service needs.
          Run it after 'guichectl migrate up', and again after each: rights that an earlier release needed are revoked.
          --pool NAMES     parts, comma-separated: \(names) (default: all)
          --user-prefix P  prefix of the user names (default: guiche_)
          --host H         where the users come from, such as 10.0.0.% (default: localhost)
          --database D     the database (default: guiche)
          --no-users       the users exist; otherwise missing users are created with a new password, shown in the SQL
        Exit status: 0 done, 2 wrong command line.

        """
    return reporting("grants", usage: usage) {
        let arguments = try Arguments(
            words, valued: ["--pool", "--user-prefix", "--host", "--database"], flags: ["--all", "--no-users"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words.isEmpty else {
            throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
        }
        let parts = try wantedParts(arguments)
        let script = GrantScript(
            userPrefix: arguments["--user-prefix"] ?? "guiche_", host: arguments["--host"] ?? "localhost",
            database: arguments["--database"] ?? "guiche", tables: Domains.tables)
        guard let script else {
            throw Arguments.UsageError(description: "names may contain letters, digits and _; a host also . : % / -")
        }
        for part in parts {
            let password = arguments.has("--no-users") ? nil : GrantScript.password()
            let program = Layout.product.program(of: part)
            for line in script.statements(for: part, of: program, password: password) {
                StandardStream.output.write(line + "\n")
            }
        }
        return 0
    }
}

private func wantedParts(_ arguments: Arguments) throws(Arguments.UsageError) -> [Grants.Part] {
    guard let names = arguments["--pool"] else { return Layout.product.parts }
    guard !arguments.has("--all") else {
        throw Arguments.UsageError(description: "--pool and --all exclude each other")
    }
    var parts: [Grants.Part] = []
    for name in names.split(separator: ",") {
        guard let part = Layout.product.parts.first(where: { $0.name == name }) else {
            throw Arguments.UsageError(description: "--pool: unexpected part \(name)")
        }
        parts.append(part)
    }
    return parts
}
