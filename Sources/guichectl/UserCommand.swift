import Accounts
import Environment
import FoundationEssentials
import Frame
import MariaDB
import Posix
import Routing
import Values

/// `guichectl user`: creates, lists and changes members of staff.
///
/// - Parameters:
///   - words: the words after `user`.
///   - settings: gives the settings; asked only when they are needed.
/// - Returns: the exit status: 0, 1 when it was not done, 2 for a wrong command line.
func user(arguments words: [String], settings: @escaping () throws -> Settings) -> Int32 {
    reporting("user", usage: UserCommand.usage) {
        let arguments = try Arguments(
            words, valued: ["--username", "--email", "--role", "--name", "--until"],
            flags: ["--generate", "--json", "--back"])
        guard let verb = arguments.words.first else {
            if !arguments.has("--help") { throw Arguments.UsageError(description: "missing command") }
            StandardStream.output.write(UserCommand.usage)
            return 0
        }
        guard let usage = UserCommand.usages[verb] else {
            throw Arguments.UsageError(description: "unexpected command \(verb)")
        }
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        do {
            try UserCommand(arguments, settings).run(verb)
        } catch let refusal as UserAdministration.Refusal {
            StandardStream.error.write(refusal.lines.map { "guichectl user \(verb): \($0)\n" }.joined())
            return 1
        }
        return 0
    }
}

private struct UserCommand {
    static let usage = """
        usage: guichectl user create | list | set-role | deactivate | activate | away | reset-password | sessions | revoke-sessions
          create          add a member of staff
          list            print all users
          set-role        give a user another role
          deactivate      end a user's access; tokens stop within 5 seconds
          activate        bring a user back
          away            set or end a user's absence: no lead is handed out to who is away
          reset-password  replace a user's password and end all the user's sessions
          sessions        print a user's live sessions
          revoke-sessions end all of a user's sessions; tokens stop within 5 seconds
        'guichectl user COMMAND --help' shows its options.
        Exit status: 0 done, 1 not done, 2 wrong command line.

        """

    static let usages = [
        "create": """
        usage: guichectl user create --username U --email E [--role R] [--name N] [--generate] [--json] <PASSWORD
          --username U  3 to 50 of A-Z a-z 0-9 _ -
          --role R      admin, manager (gestor) or agent (vendedor, attorney; the default)
          --name N      the name for people (default: the user name)
          --generate    make a password and print it instead of reading the first line of standard input
          --json        print the user as JSON

        """,
        "list": "usage: guichectl user list [--json]\n",
        "set-role": "usage: guichectl user set-role USER ROLE\n  USER is a user name or an e-mail address.\n",
        "deactivate": "usage: guichectl user deactivate USER\n  USER is a user name or an e-mail address.\n",
        "activate": "usage: guichectl user activate USER\n  USER is a user name or an e-mail address.\n",
        "away": """
        usage: guichectl user away USER --until TIME | --back
          USER          a user name or an e-mail address
          --until TIME  the end of the absence, such as 2026-12-24T08:00:00-03:00
          --back        end the absence

        """,
        "sessions": "usage: guichectl user sessions USER [--json]\n  USER is a user name or an e-mail address.\n",
        "revoke-sessions": "usage: guichectl user revoke-sessions USER\n  USER is a user name or an e-mail address.\n",
        "reset-password": """
        usage: guichectl user reset-password USER [--generate] <PASSWORD
          USER        a user name or an e-mail address
          --generate  make a password and print it instead of reading the first line of standard input

        """,
    ]

    private let arguments: Arguments
    private let settings: () throws -> Settings

    init(_ arguments: Arguments, _ settings: @escaping () throws -> Settings) {
        self.arguments = arguments
        self.settings = settings
    }

    func run(_ verb: String) throws {
        switch verb {
        case "create": try create()
        case "list": try list()
        case "set-role": try setRole()
        case "deactivate": try deactivate()
        case "activate": try activate()
        case "away": try away()
        case "sessions": try sessions()
        case "revoke-sessions": try revokeSessions()
        default: try resetPassword()
        }
    }

    private func create() throws {
        _ = try operands(0, "no operand")
        guard let username = arguments["--username"], let email = arguments["--email"] else {
            throw Arguments.UsageError(description: "missing --username or --email")
        }
        let role = arguments["--role"] ?? "agent"
        let administration = try administration()
        let password = try password()
        let user = try administration.add(
            UserAdministration.NewUser(
                username: username, email: email, name: arguments["--name"], role: role, password: password))
        let generated = arguments.has("--generate") ? password : nil
        if arguments.has("--json") {
            try print(UserRow(user, password: generated))
        } else {
            print("created \(user.username) (\(user.role.rawValue))")
            if let generated { print("password: \(generated)") }
        }
    }

    private func list() throws {
        _ = try operands(0, "no operand")
        let store = AccountStore(Connection(try settings().database))
        var rows: [UserRow] = []
        var last = ""
        while true {
            let users = try store.list(after: last, limit: 500)
            guard let next = users.last?.username else { break }
            last = next
            if arguments.has("--json") {
                rows += users.map { UserRow($0) }
            } else {
                for user in users {
                    let state = user.absence(at: Date())?.text ?? "active"
                    print("\(user.username)  \(user.role.rawValue)  \(state)  \(user.email)  \(user.name)")
                }
            }
        }
        if arguments.has("--json") { try print(["users": rows]) }
    }

    private func setRole() throws {
        let words = try operands(2, "set-role needs USER and ROLE")
        guard let role = NamedRole(words[1]) else {
            throw Arguments.UsageError(description: "expected ROLE admin, manager or agent")
        }
        let administration = try administration()
        let user = try administration.user(named: words[0])
        try administration.setRole(of: user, to: role)
        print("\(user.username) is \(role.role.rawValue)")
    }

    private func deactivate() throws {
        let words = try operands(1, "deactivate needs USER")
        let administration = try administration()
        let user = try administration.user(named: words[0])
        let wasActive = try administration.deactivate(user)
        print("\(user.username) \(wasActive ? "is inactive" : "was inactive already")")
    }

    private func activate() throws {
        let words = try operands(1, "activate needs USER")
        let administration = try administration()
        let user = try administration.user(named: words[0])
        let wasInactive = try administration.activate(user)
        print("\(user.username) \(wasInactive ? "is active" : "was active already")")
    }

    private func away() throws {
        let words = try operands(1, "away needs USER")
        var until: Date?
        if let text = arguments["--until"] {
            guard let moment = Instant.read(text) else {
                throw Arguments.UsageError(description: "expected --until TIME such as 2026-12-24T08:00:00Z")
            }
            until = moment
        }
        guard arguments.has("--back") == (until == nil) else {
            throw Arguments.UsageError(description: "expected --until TIME or --back")
        }
        let administration = try administration()
        let user = try administration.user(named: words[0])
        try administration.setAbsence(of: user, until: until)
        print("\(user.username) is \(until.map { "away until \(Instant.text($0))" } ?? "back")")
    }

    private func sessions() throws {
        let words = try operands(1, "sessions needs USER")
        let user = try administration().user(named: words[0])
        let found = try SessionStore(Connection(try settings().database)).page(
            Page(number: 1, size: Page.largest), of: user.id, at: Date())
        let rows = found.sessions.map(SessionRow.init)
        if arguments.has("--json") { return try print(["sessions": rows]) }
        for row in rows { print("\(row.id)  \(row.createdAt)  \(row.expiresAt)  \(row.userAgent ?? "-")") }
    }

    private func revokeSessions() throws {
        let words = try operands(1, "revoke-sessions needs USER")
        let administration = try administration()
        let user = try administration.user(named: words[0])
        print("\(try administration.revokeSessions(of: user)) sessions of \(user.username) ended")
    }

    private func resetPassword() throws {
        let words = try operands(1, "reset-password needs USER")
        let administration = try administration()
        let user = try administration.user(named: words[0])
        let password = try password()
        try administration.resetPassword(of: user, to: password)
        print("the password of \(user.username) is replaced")
        if arguments.has("--generate") { print("password: \(password)") }
    }

    private func operands(_ count: Int, _ fault: String) throws -> [String] {
        let words = Array(arguments.words.dropFirst())
        guard words.count == count else { throw Arguments.UsageError(description: fault) }
        return words
    }

    private func administration() throws -> UserAdministration {
        let settings = try settings()
        return UserAdministration(
            Connection(settings.database), try AccountsEnvironment(settings: settings, threads: 1))
    }

    private func password() throws -> String {
        if arguments.has("--generate") { return UserAdministration.newPassword() }
        let line = try StandardStream.input.firstLine() ?? ""
        return line.hasSuffix("\r") ? String(line.dropLast()) : line
    }

    private func print(_ line: String) { StandardStream.output.write(line + "\n") }

    private func print(_ value: some Encodable) throws {
        StandardStream.output.write(try JSONText.bytes(of: value) + [0x0A])
    }
}

extension UserAdministration.Refusal {
    /// The text for the administrator, one line per fault.
    fileprivate var lines: [String] {
        switch self {
        case .invalid(let faults):
            faults.sorted { $0.key < $1.key }.flatMap { name, faults in
                faults.map { "\(name): \($0.text.wording(in: .english))" }
            }
        case .inUse(let fields): fields.sorted().map { "\($0): another user has it" }
        case .unknownUser: ["unknown user"]
        case .lastAdmin: ["the last active admin can be neither demoted nor deactivated"]
        }
    }
}
