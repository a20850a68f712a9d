package import Frame
package import StoredSettings

extension ConfigSection {
    /// The permission to change it: the section's own, or that for all others.
    package static var permission: Permission {
        Permission(rawValue: "core.manage_config_\(name)") ?? .manageConfig
    }
}
