import Frame
import Routing
import Storage
import Values

extension AuditEvent.Action {
    /// A field was created.
    static let fieldCreated = Self("field.created")
    /// A field was changed.
    static let fieldChanged = Self("field.updated")
    /// A field was deleted.
    static let fieldDeleted = Self("field.deleted")
}

extension AuditEvent.Target {
    /// An own field.
    static func field(_ id: CustomField.ID) -> Self { Self("field", id.text) }
}

extension CustomField {
    /// The changes since an earlier version, or since there was none.
    func auditChanges(since before: CustomField?) -> Members<JSON> {
        let old = before?.auditValues ?? [:]
        var changes: Members<JSON> = [:]
        for (member, value) in auditValues {
            let earlier = old[member] ?? .null
            if earlier != value { changes[member] = .change(from: earlier, to: value) }
        }
        return changes
    }

    private var auditValues: Members<JSON> {
        [
            "of": .string(subject.rawValue), "key": .string(key), "kind": .string(kind.rawValue),
            "label": details.label.json, "hint": details.hint?.json ?? .null,
            "options": details.options.map { .array($0.map(\.json)) } ?? .null,
            "min": kind.json(ofBound: details.lowest), "max": kind.json(ofBound: details.highest),
            "is_active": .boolean(details.isActive), "position": JSON(details.position),
        ]
    }
}
