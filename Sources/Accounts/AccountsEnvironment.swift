import Crypto
import FoundationEssentials
import Passwords
package import Platform
import Posix

/// What all threads share to sign people in: keys, policy, gate, lifetimes. Made once at start; nothing in it changes.
package struct AccountsEnvironment: Sendable {
    /// Signs and verifies tokens.
    package let signer: TokenSigner
    /// What passwords must be like.
    package let policy: PasswordPolicy
    /// Bounds the hashes that run at once.
    package let gate: HashingGate
    /// The cost of new hashes.
    package let bcryptCost: Int
    /// Whether anyone may register.
    package let isRegistrationOpen: Bool
    /// How long an access token counts.
    package let accessTokenLifetime: Duration
    /// How long a refresh token counts.
    package let refreshTokenLifetime: Duration
    /// Stands in for the hash of a user nobody has; matches nothing and costs the same.
    let nobodysHash: PasswordHash?

    /// What the settings say.
    ///
    /// - Throws: `SettingsError` when the block list cannot be read.
    package init(settings: Settings) throws(SettingsError) {
        signer = TokenSigner(
            HMACDigest(tokenAlgorithm: settings.algorithm.rawValue) ?? .sha256, key: Array(settings.secretKey.utf8),
            previousKey: settings.previousSecretKey.map { Array($0.utf8) })
        policy = try Self.policy(settings.passwordBlocklistPath)
        let running = max(1, ThisProcess.processors - 1)
        // Nobody waits for more than 8 hashes, 2 seconds at the default cost.
        gate = HashingGate(running: running, waiting: 8 * running)
        bcryptCost = settings.bcryptCost
        isRegistrationOpen = settings.registration == .open
        accessTokenLifetime = settings.accessTokenLifetime
        refreshTokenLifetime = settings.refreshTokenLifetime
        let cost = bcryptCost < 10 ? "0\(bcryptCost)" : "\(bcryptCost)"
        nobodysHash = PasswordHash(text: "$2b$\(cost)$" + String(repeating: ".", count: 53))
    }

    private static func policy(_ path: String?) throws(SettingsError) -> PasswordPolicy {
        guard let path else { return PasswordPolicy() }
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw SettingsError(faults: ["PASSWORD_BLOCKLIST: must be a file that can be read"])
        }
        guard data.count <= PasswordPolicy.listBytes, let text = String(validating: data, as: UTF8.self) else {
            throw SettingsError(faults: ["PASSWORD_BLOCKLIST: must be UTF-8 of at most 16 MiB, one password a line"])
        }
        return PasswordPolicy(blockList: text)
    }
}
