internal import MariaDB

/// The role of a user, which decides the permissions.
///
/// Source: SPEC section 4, "Roles and permissions".
package enum Role: String, Sendable, Hashable, CaseIterable, ColumnDecodable, SQLBindable {
    case admin
    case manager
    case agent

    /// Names that mean the same, in Portuguese and in older front ends.
    package static let aliases: [String: Role] = [
        "administrador": .admin, "gestor": .manager, "gerente": .manager, "agente": .agent, "vendedor": .agent,
        "attorney": .agent,
    ]

    /// The role of that name, in either language and any case; nil for a name of none.
    package init?(named name: String) {
        let name = name.lowercased()
        guard let role = Role(bytewise: name) ?? Self.aliases.first(where: { $0.key == name })?.value else {
            return nil
        }
        self = role
    }

    /// The permissions of the role.
    package var permissions: Set<Permission> {
        switch self {
        case .admin: Self.adminPermissions
        case .manager: Self.managerPermissions
        case .agent: Self.agentPermissions
        }
    }

    private static let adminPermissions = Set(Permission.allCases)

    private static let agentPermissions: Set<Permission> = [
        .viewLeads, .manageLeads, .viewCustomers, .manageCustomers, .viewProducts, .manageInteractions,
        .viewTransactions, .viewMetrics, .sendMessages,
        .manageTasks, .manageQuarantine,
    ]

    private static let managerPermissions = agentPermissions.union([
        .manageProducts, .manageTransactions, .deleteLeads, .viewUsers, .viewConfig, .manageCompanyConfig,
        .manageChatConfig, .manageEmailConfig, .manageAppearanceConfig, .manageWhatsAppConfig,
        .manageHandoutConfig, .manageResponseConfig, .manageFields, .manageForms,
    ])
}
