package import StoredSettings

extension Context {
    /// The stored settings, at most three seconds old; seldom a round trip.
    ///
    /// - Throws: `DatabaseError`.
    package func config() throws -> ConfigSnapshot {
        try resources.config.snapshot { try ConfigStore(connection).snapshot() }
    }
}
