import Frame
import Routing

/// What the rules of the hand-out read of a lead: the form that it came by, its source, its priority, its other details, and the values of
/// own fields.
///
/// Source: SPEC section 16, "Assignment".
enum HandoutField: Sendable, Equatable {
    case form, priority
    case detail(LeadDetail)
    /// The own field of a key.
    case custom(String)

    /// Every built-in field, in the order of the document.
    static let all: [Self] =
        [.form, .detail(.businessTracking), .priority]
        + LeadDetail.shown.filter { $0 != .businessTracking }.map(Self.detail)

    /// The field of a name; nil for a name of none.
    init?(named name: String) {
        if let key = CustomField.key(named: name) {
            self = .custom(key)
            return
        }
        guard let field = Self.all.first(where: { $0.name == name }) else { return nil }
        self = field
    }

    /// The name of its condition; that of the source is the one of the list's filter.
    var name: String {
        switch self {
        case .form: "form"
        case .priority: "priority"
        case .detail(.businessTracking): LeadListInput.source.name
        case .detail(let detail): detail.name
        case .custom(let key): CustomValues.prefix + key
        }
    }

    /// The rule of a value that it is compared with.
    var rule: Rule<String> {
        switch self {
        case .form: Rule<HandoutForm>.oneOf().map(\.rawValue)
        case .priority: Rule<Priority>.oneOf().map(\.rawValue)
        case .detail(let detail): detail.field.rule
        case .custom: Self.ownValue
        }
    }

    /// The rule of what an own field is compared with: the value as a text, of choices one of them.
    static let ownValue = Rule<String>.line(1...200)

    /// What a lead says; a condition compares each of it.
    func values(of subject: HandoutSubject) -> [String] {
        switch self {
        case .form: HandoutForm.names(of: subject.form).map(\.rawValue)
        case .priority: [subject.lead.priority.rawValue]
        case .detail(let detail): subject.lead.contact[detail].map { [$0] } ?? []
        case .custom(let key): subject.lead.contact.custom.members[key]?.customTexts ?? []
        }
    }
}

/// A lead as the rules read it.
struct HandoutSubject {
    let lead: Lead
    /// How its first enquiry came.
    let form: Enquiry.Form
}

/// The names that a condition may give to the form of a lead: a channel, or the public form by its own name.
enum HandoutForm: String, CaseIterable {
    case form, partner, staff
    /// The form at `/`. Source: SPEC section 12, "Forms".
    case contact

    /// The names of a channel.
    static func names(of form: Enquiry.Form) -> [Self] {
        switch form {
        case .form: [.form, .contact]
        case .partner: [.partner]
        case .staff: [.staff]
        }
    }
}
