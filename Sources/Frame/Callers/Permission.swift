/// A permission of a user; routes require one of these.
///
/// Source: SPEC section 4, "Roles and permissions"; section 21, `messages.send`; section 16, `tasks.manage`; section 12, `fields.manage` and
/// `forms.manage`; section 13, `quarantine.manage`.
package enum Permission: String, Sendable, Hashable, CaseIterable {
    case viewLeads = "leads.view"
    case manageLeads = "leads.manage"
    case deleteLeads = "leads.delete"
    case viewCustomers = "customers.view"
    case manageCustomers = "customers.manage"
    case viewProducts = "products.view"
    case manageProducts = "products.manage"
    case manageInteractions = "interactions.manage"
    case viewTransactions = "transactions.view"
    case manageTransactions = "transactions.manage"
    case viewMetrics = "metrics.view"
    case viewUsers = "users.view"
    case manageUsers = "users.manage"
    case viewAudit = "audit.view"
    case viewConfig = "core.view_config"
    case manageConfig = "core.manage_config"
    case manageCompanyConfig = "core.manage_config_company"
    case manageChatConfig = "core.manage_config_chat"
    case manageEmailConfig = "core.manage_config_email"
    case manageAppearanceConfig = "core.manage_config_appearance"
    case manageWhatsAppConfig = "core.manage_config_whatsapp"
    case manageHandoutConfig = "core.manage_config_handout"
    case manageResponseConfig = "core.manage_config_response"
    case sendMessages = "messages.send"
    case manageTasks = "tasks.manage"
    case manageFields = "fields.manage"
    case manageForms = "forms.manage"
    case manageQuarantine = "quarantine.manage"
}
