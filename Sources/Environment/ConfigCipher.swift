package import Crypto
import FoundationEssentials
package import Routing

/// Hides stored secrets and shows them again: AES-256-GCM with the secret's name and version as associated data, so that no stored
/// text can replace another or an older one of itself.
///
/// Source: SPEC section 8; `CONFIG_ENCRYPTION_KEY`.
package struct ConfigCipher: Sendable {
    private let current: AES256GCM?
    private let previous: AES256GCM?

    /// The cipher of two keys; with the previous one secrets are read, never written.
    package init(current: AES256GCM?, previous: AES256GCM?) {
        self.current = current
        self.previous = previous
    }

    init(_ reader: inout SettingsReader) {
        current = reader.encryptionKey("CONFIG_ENCRYPTION_KEY")
        previous = reader.encryptionKey("CONFIG_ENCRYPTION_KEY_PREVIOUS")
    }

    /// Whether secrets can be written.
    package var hasKey: Bool { current != nil }

    /// A secret as it is stored; nil without a key.
    ///
    /// - Parameters:
    ///   - name: of the section and the setting, `email.smtp_password`.
    ///   - version: of the section that it is written with.
    package func seal(_ text: String, as name: String, version: Int) -> JSON? {
        current.map { key in
            let sealed = key.seal(Array(text.utf8), authenticating: Self.data(name, version))
            return ["sealed": .string(base64URLEncoded(sealed)), "version": JSON(version)]
        }
    }

    /// A stored secret; nil when no key opens it.
    package func open(_ stored: JSON, as name: String) -> String? {
        guard let sealed = stored["sealed"]?.text.flatMap({ base64URLDecoded($0) }),
            let version = stored["version"]?.integer
        else { return nil }
        for key in [current, previous] {
            if let text = key?.open(sealed, authenticating: Self.data(name, version)) {
                return String(validating: text, as: UTF8.self)
            }
        }
        return nil
    }

    /// A stored secret under the current key, its version unchanged; nil when no key opens it, or there is no current one.
    package func renewed(_ stored: JSON, as name: String) -> JSON? {
        guard let text = open(stored, as: name), let version = stored["version"]?.integer else { return nil }
        return seal(text, as: name, version: version)
    }

    private static func data(_ name: String, _ version: Int) -> [UInt8] { Array("\(name):\(version)".utf8) }
}

extension SettingsReader {
    fileprivate mutating func encryptionKey(_ name: String) -> AES256GCM? {
        guard let text = optionalText(name) else { return nil }
        if let key = Data(base64Encoded: text).flatMap({ AES256GCM(key: [UInt8]($0)) }) { return key }
        note("\(name): must be base64 of 32 bytes; openssl rand -base64 32 makes one")
        return nil
    }
}
