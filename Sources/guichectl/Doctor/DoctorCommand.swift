import Accounts
import Environment
import Posix
import Routing

/// `guichectl doctor`: checks what the programs need and what an operator looks at.
func doctor(arguments words: [String]) -> Int32 {
    let usage = """
        usage: guichectl doctor [--json]
               guichectl doctor --settings
          Prints a line for each check: ok, warn or FAIL, its name, what was found, what to do.
          FAIL  leads are refused or lost: settings, database and whether it accepts writes and has room, schema, stored secrets, the
                file store and whether there is room for a file of the largest size, a certificate that has expired.
          warn  leads are accepted all the same: worker, hub, the site at PUBLIC_URL, what nginx gets of an object store; what has waited
                too long (submissions for their follow-up, mails, jobs, events); a certificate that expires within 14 days; a backup
                older than 26 hours, a restore on trial longer ago than 35 days; less than 1 GiB of room; connections, clock, replication
                and cluster of the database.
          /metrics has the same numbers, and alerts.yml the same limits.
          --json      one JSON object: {"level","checks": [{"check","level" (ok, warn, fail),"detail","remedy"}]}
          --settings  check the settings alone
        Exit status: 0 no faults, perhaps warnings; 1 a check failed; 2 wrong command line.

        """
    return reporting("doctor", usage: usage) {
        let arguments = try Arguments(words, flags: ["--settings", "--json"])
        if arguments.has("--help") {
            StandardStream.output.write(usage)
            return 0
        }
        guard arguments.words.isEmpty else {
            throw Arguments.UsageError(description: "unexpected argument \(arguments.words[0])")
        }
        let settings = try Settings(EnvironmentFile.variables(), for: .serving)
        _ = try AccountsEnvironment(settings: settings, threads: 1)
        if arguments.has("--settings") {
            StandardStream.output.write(Finding("settings", .ok).line)
            return 0
        }
        let findings = Examination(settings).findings()
        if arguments.has("--json") {
            let document = JSON.object([
                "level": .string(worst(of: findings).rawValue.lowercased()), "checks": .array(findings.map(\.json)),
            ])
            StandardStream.output.write(try JSONText.bytes(of: document) + [0x0A])
        } else {
            for finding in findings { StandardStream.output.write(finding.line) }
        }
        return worst(of: findings) == .fail ? 1 : 0
    }
}

private func worst(of findings: [Finding]) -> Finding.Level {
    if findings.contains(where: { $0.level == .fail }) { return .fail }
    return findings.contains { $0.level == .warn } ? .warn : .ok
}
