package import Environment
package import MariaDB
import Routing

/// The stored secrets as a whole: whether they can be read, and their move to another key.
package struct ConfigSecrets {
    private let connection: Connection
    private let cipher: ConfigCipher

    /// The secrets that a connection reaches, and what opens them.
    package init(_ connection: Connection, _ settings: Settings) {
        self.connection = connection
        cipher = settings.configCipher
    }

    /// Passes when every stored secret can be read.
    ///
    /// - Throws: `SettingsError` that names those that cannot, in one line; `DatabaseError`.
    package func check() throws {
        let snapshot = try ConfigStore(connection).snapshot()
        try refuse(names(in: snapshot) { cipher.open($1, as: $0) == nil })
    }

    /// Re-encrypts every stored secret under the current key, all or none.
    ///
    /// - Parameter complete: runs inside the same transaction.
    /// - Returns: how many.
    /// - Throws: `SettingsError` without a key, or when a secret cannot be read; `DatabaseError`; what `complete` throws.
    package func rotate(complete: () throws -> Void = {}) throws -> Int {
        guard cipher.hasKey else { throw SettingsError(faults: ["CONFIG_ENCRYPTION_KEY: is required"]) }
        let store = ConfigStore(connection)
        return try connection.transaction {
            let snapshot = try store.lockedSnapshot()
            try refuse(names(in: snapshot) { cipher.open($1, as: $0) == nil })
            var count = 0
            for (section, stored) in snapshot.sections.sorted(by: { $0.key < $1.key }) {
                var values = stored.values
                for (name, value) in values where value["sealed"] != nil {
                    values[name] = cipher.renewed(value, as: "\(section).\(name)")
                    count += 1
                }
                guard values != stored.values else { continue }
                try store.reseal(
                    section, with: String(decoding: JSONText.bytes(of: JSON.object(values)), as: UTF8.self))
            }
            try complete()
            return count
        }
    }

    private func names(in snapshot: ConfigSnapshot, where isWanted: (String, JSON) -> Bool) -> [String] {
        snapshot.sections.flatMap { section, stored in
            stored.values.filter { $0.value["sealed"] != nil && isWanted("\(section).\($0.key)", $0.value) }
                .map { "\(section).\($0.key)" }
        }.sorted()
    }

    private func refuse(_ names: [String]) throws(SettingsError) {
        guard !names.isEmpty else { return }
        throw SettingsError(
            faults: ["CONFIG_ENCRYPTION_KEY: does not open the stored \(names.joined(separator: ", "))"])
    }
}
