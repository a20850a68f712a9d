package import Accounts
import Leads
package import Platform

/// The sections of this product.
package enum ConfigSections {
    /// All of them, in the order of the document.
    package static let all: [any ConfigSection.Type] = [
        CompanyConfig.self, ChatConfig.self, EmailConfig.self, AppearanceConfig.self, WhatsAppConfig.self,
        ScoringConfig.self, IntakeConfig.self,
    ]

    /// The section of a name.
    package static func named(_ name: String) -> (any ConfigSection.Type)? { all.first { $0.name == name } }
}

extension ConfigSection {
    /// The permission to change it: the section's own, or that for all others.
    package static var permission: Permission {
        Permission(rawValue: "core.manage_config_\(name)") ?? .manageConfig
    }
}
