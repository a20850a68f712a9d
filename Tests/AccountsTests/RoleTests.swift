import Accounts
import Frame
import Testing

@Suite struct RoleTests {
    @Test func `an admin may do everything`() {
        #expect(Role.admin.permissions == Set(Permission.allCases))
        #expect(Permission.allCases.count == 28)
    }

    @Test func `an agent works with leads and customers`() {
        #expect(
            Set(Role.agent.permissions.map(\.rawValue)) == [
                "leads.view", "leads.manage", "customers.view", "customers.manage", "products.view",
                "interactions.manage", "transactions.view", "metrics.view", "messages.send", "tasks.manage",
                "quarantine.manage",
            ])
    }

    @Test func `a manager may also do what the business decides`() {
        let more = Role.manager.permissions.subtracting(Role.agent.permissions)
        #expect(Role.manager.permissions.isSuperset(of: Role.agent.permissions))
        #expect(
            Set(more.map(\.rawValue)) == [
                "products.manage", "transactions.manage", "leads.delete", "users.view", "core.view_config",
                "core.manage_config_company", "core.manage_config_chat", "core.manage_config_email",
                "core.manage_config_appearance", "core.manage_config_whatsapp", "core.manage_config_handout",
                "core.manage_config_response", "fields.manage", "forms.manage",
            ])
    }

    @Test(arguments: [
        ("admin", Role.admin), ("administrador", .admin), ("manager", .manager), ("GESTOR", .manager),
        ("agent", .agent),
        ("vendedor", .agent), ("Attorney", .agent),
    ])
    func `has names in two languages`(name: String, role: Role) {
        #expect(Role(named: name) == role)
    }

    @Test(arguments: ["", "root", "admin ", "ädmin"])
    func `has no other names`(name: String) {
        #expect(Role(named: name) == nil)
    }
}
