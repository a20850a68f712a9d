import Routing

/// What the rules of the hand-out read of a lead: the form that it came by, its source, its priority, its other details.
///
/// Source: SPEC section 16, "Assignment".
enum HandoutField: Sendable, Equatable {
    case form, priority
    case detail(LeadDetail)

    /// Every field, in the order of the document.
    static let all: [Self] =
        [.form, .detail(.businessTracking), .priority]
        + LeadDetail.shown.filter { $0 != .businessTracking }.map(Self.detail)

    /// The field of a name; nil for a name of none.
    init?(named name: String) {
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
        }
    }

    /// The rule of a value that it is compared with.
    var rule: Rule<String> {
        switch self {
        case .form: Rule<HandoutForm>.oneOf().map(\.rawValue)
        case .priority: Rule<Priority>.oneOf().map(\.rawValue)
        case .detail(let detail): detail.field.rule
        }
    }

    /// What a lead says; a condition compares each of it.
    func values(of subject: HandoutSubject) -> [String] {
        switch self {
        case .form: HandoutForm.names(of: subject.form).map(\.rawValue)
        case .priority: [subject.lead.priority.rawValue]
        case .detail(let detail): subject.lead.contact[detail].map { [$0] } ?? []
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
