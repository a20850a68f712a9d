import Accounts
import Platform
import Testing

@testable import Configuration

@Suite struct SectionsTests {
    @Test func `sections have names of their own, and the permission of the contract`() {
        let permissions = Dictionary(
            ConfigSections.all.map { ($0.name, $0.permission.rawValue) }, uniquingKeysWith: { $1 })
        #expect(
            permissions == [
                "company": "core.manage_config_company", "chat": "core.manage_config_chat",
                "email": "core.manage_config_email", "appearance": "core.manage_config_appearance",
                "whatsapp": "core.manage_config_whatsapp", "scoring": "core.manage_config",
                "intake": "core.manage_config",
            ])
        #expect(ConfigSections.named("scoring") != nil && ConfigSections.named("public") == nil)
    }
}
