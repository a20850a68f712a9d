import Frame
import Routing
import Storage
import Values

extension AuditEvent.Action {
    /// A form was created.
    static let formCreated = Self("form.created")
    /// A form was changed.
    static let formChanged = Self("form.updated")
    /// A form was deleted.
    static let formDeleted = Self("form.deleted")
}

extension AuditEvent.Target {
    /// A public form.
    static func form(_ id: IntakeForm.ID) -> Self { Self("form", id.text) }
}

extension IntakeForm {
    /// The changes since an earlier version, or since there was none. Addresses of people are not in it.
    func auditChanges(since before: IntakeForm?) -> Members<JSON> {
        let old = before?.auditValues ?? [:]
        var changes: Members<JSON> = [:]
        for (member, value) in auditValues {
            let earlier = old[member] ?? .null
            guard earlier != value else { continue }
            changes[member] =
                member == FormFields.notifyEmails.name ? .untoldChange : .change(from: earlier, to: value)
        }
        return changes
    }

    private var auditValues: Members<JSON> {
        var values = definition.members
        values["slug"] = .string(slug)
        values["is_active"] = .boolean(isActive)
        return values
    }
}
