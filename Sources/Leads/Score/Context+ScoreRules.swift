import Frame
import StoredSettings

extension Context {
    /// The rules of the score as they are now.
    ///
    /// - Throws: `DatabaseError`.
    func scoreRules() throws -> ScoreRules {
        try resources.config.value(of: ScoringConfig.self, in: config()) { ScoreRules($0) }
    }
}
