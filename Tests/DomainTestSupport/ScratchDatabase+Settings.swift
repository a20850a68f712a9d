package import Environment
import MariaDB
package import TestSupport

extension ScratchDatabase {
    /// The settings of a program that works with it, a log of errors among them, with its time for statements.
    ///
    /// - Throws: `SettingsError`.
    package func settings(_ variables: [String: String] = [:], for purpose: Settings.Purpose) throws -> Settings {
        let all = ["DATABASE_URL": url, "LOG_LEVEL": "error"].merging(variables) { $1 }
        var settings = try Settings(all, for: purpose)
        settings.database.answerTimeout = options.answerTimeout
        return settings
    }
}
