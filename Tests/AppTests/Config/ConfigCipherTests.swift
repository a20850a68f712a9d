import Configuration
import Crypto
import Environment
import Routing
import Testing
import Values

@testable import StoredSettings

@Suite struct ConfigCipherTests {
    private func cipher(_ current: UInt8?, previous: UInt8? = nil) -> ConfigCipher {
        func key(_ byte: UInt8?) -> AES256GCM? { byte.flatMap { AES256GCM(key: [UInt8](repeating: $0, count: 32)) } }
        return ConfigCipher(current: key(current), previous: key(previous))
    }

    @Test func `a sealed secret opens under its name, its version and its key only`() throws {
        let sealed = try #require(cipher(1).seal("hunter2", as: "email.smtp_password", version: 4))
        #expect(sealed["version"] == 4)
        #expect(cipher(1).open(sealed, as: "email.smtp_password") == "hunter2")
        #expect(cipher(1).open(sealed, as: "whatsapp.app_secret") == nil)
        #expect(cipher(2).open(sealed, as: "email.smtp_password") == nil)
        #expect(cipher(2, previous: 1).open(sealed, as: "email.smtp_password") == "hunter2")
        var older = sealed.members
        older["version"] = 3
        #expect(cipher(1).open(.object(older), as: "email.smtp_password") == nil)
        #expect(cipher(nil).seal("x", as: "a.b", version: 1) == nil)
    }

    @Test func `a renewed secret no longer needs the previous key`() throws {
        let sealed = try #require(cipher(1).seal("hunter2", as: "email.smtp_password", version: 4))
        let renewed = try #require(cipher(2, previous: 1).renewed(sealed, as: "email.smtp_password"))
        #expect(cipher(2).open(renewed, as: "email.smtp_password") == "hunter2")
        #expect(cipher(2).renewed(sealed, as: "email.smtp_password") == nil)
    }

    @Test(arguments: ["x", "AAAA", String(repeating: "A", count: 43), String(repeating: "A", count: 88)])
    func `a key is base64 of 32 bytes`(text: String) {
        for name in ["CONFIG_ENCRYPTION_KEY", "CONFIG_ENCRYPTION_KEY_PREVIOUS"] {
            let error = #expect(throws: SettingsError.self) { try Settings([name: text], for: .administering) }
            #expect(error?.faults.count == 1 && error?.faults.first?.hasPrefix("\(name): ") == true)
        }
    }
}
