import Crypto
package import Environment
import FoundationEssentials
import Passwords
import Posix

/// The shared state of sign-in: keys, policy, gate, lifetimes. Made once at start; immutable.
package struct AccountsEnvironment: Sendable {
    /// Signs and verifies tokens.
    package let signer: TokenSigner
    /// The rules of passwords.
    package let policy: PasswordPolicy
    /// Bounds concurrent hashes.
    package let gate: HashingGate
    /// The cost of new hashes.
    package let bcryptCost: Int
    /// Whether anyone may register.
    package let isRegistrationOpen: Bool
    /// Lifetime of an access token.
    package let accessTokenLifetime: Duration
    /// Lifetime of a refresh token.
    package let refreshTokenLifetime: Duration
    /// Makes the digests of unknown names, for the audit.
    private let auditKey: [UInt8]
    /// The highest cost of a stored hash; nil until it was looked up.
    private let highestStoredCost = KnownCost()

    /// The environment of the settings.
    ///
    /// - Parameter threads: how many threads of the process share it; those that hash or wait to hash are three quarters of them at most.
    /// - Throws: `SettingsError` when the block list cannot be read.
    package init(settings: Settings, threads: Int) throws(SettingsError) {
        signer = TokenSigner(
            HMACDigest(tokenAlgorithm: settings.algorithm.rawValue) ?? .sha256, key: Array(settings.secretKey.utf8),
            previousKey: settings.previousSecretKey.map { Array($0.utf8) })
        policy = try Self.policy(settings.passwordBlocklistPath)
        gate = HashingGate(processors: ThisProcess.processors, threads: threads)
        bcryptCost = settings.bcryptCost
        isRegistrationOpen = settings.registration == .open
        accessTokenLifetime = settings.accessTokenLifetime
        refreshTokenLifetime = settings.refreshTokenLifetime
        auditKey = sha256("guiche audit names\n\(settings.secretKey)")
    }

    /// The cost that every try to sign in is made to cost: that of new hashes, or of the dearest stored one.
    ///
    /// - Parameters:
    ///   - met: the cost of the hash at hand, which may be newer than the look-up.
    ///   - look: looks the highest stored cost up; asked once in the life of a process.
    func tryCost<E: Error>(meeting met: Int?, _ look: () throws(E) -> Int?) throws(E) -> Int {
        let known = try highestStoredCost.value(look)
        if let met { highestStoredCost.meet(met) }
        return max(bcryptCost, known, met ?? 0)
    }

    /// The digest of an unknown name in the audit: it can be found by the name, but does not reveal it.
    func auditDigest(of name: SignInName) -> String {
        hexEncoded(hmac(.sha256, key: auditKey, message: Array(name.text.utf8)))
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
