import FoundationEssentials
import Posix
import Routing

/// The environment of a program, with what a `.env` file adds to it.
///
/// Lines are `NAME=value`, `export NAME=value`, comments (`#`) or empty; a value may stand in single or double quotes.
package enum EnvironmentFile {
    /// The variables of this process, and those of the file in `GUICHE_ENV_FILE` (default `.env`) that are not set.
    ///
    /// - Throws: `SettingsError` for a line that is none of these, or a named file that cannot be read.
    package static func variables() throws(SettingsError) -> [String: String] {
        var variables = ThisProcess.environment
        let named = variables["GUICHE_ENV_FILE"]
        guard let data = FileManager.default.contents(atPath: named ?? ".env") else {
            guard let named, !named.isEmpty else { return variables }
            throw SettingsError(faults: ["GUICHE_ENV_FILE: the file cannot be read"])
        }
        variables.merge(try parse(String(decoding: data, as: UTF8.self))) { present, _ in present }
        return variables
    }

    /// The variables that a file's text sets.
    ///
    /// - Throws: `SettingsError` naming the lines that could not be read.
    static func parse(_ text: String) throws(SettingsError) -> [String: String] {
        var variables: [String: String] = [:]
        var faults: [String] = []
        for (index, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }
        ).enumerated() {
            let written = String(line).trimmed
            if written.isEmpty || written.hasPrefix("#") { continue }
            let setting = written.hasPrefix("export ") ? String(written.dropFirst(7)).trimmed : written
            let sides = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2, let first = sides[0].first, first.isLetter || first == "_" else {
                faults.append("environment file, line \(index + 1): must be NAME=value")
                continue
            }
            variables[String(sides[0]).trimmed] = unquoted(String(sides[1]).trimmed)
        }
        guard faults.isEmpty else { throw SettingsError(faults: faults) }
        return variables
    }

    private static func unquoted(_ value: String) -> String {
        for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
            return String(value.dropFirst().dropLast())
        }
        return value
    }
}
