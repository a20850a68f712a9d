import Frame
import Routing

/// What the rules of the hand-out read of a lead: the channel and the public form that it came by, its source, its priority, its other
/// details, and the values of own fields.
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
        case .form: Self.formName
        case .priority: Rule<Priority>.oneOf().map(\.rawValue)
        case .detail(let detail): detail.field.rule
        case .custom: Self.ownValue
        }
    }

    /// A channel, or the slug of a form.
    private static let formName = Rule<String>(
        .anyOf([Rule<Enquiry.Form>.oneOf().schema, Rule<String>.slug.schema])
    ) { (value) throws(Fault) in try Rule<String>.slug.read(value) }

    /// Whether the name of a form is a channel's; a form of that slug has no name of its own here.
    static func isChannel(_ name: String) -> Bool { Enquiry.Form(bytewise: name) != nil }

    /// The rule of what an own field is compared with: the value as a text, of choices one of them.
    static let ownValue = Rule<String>.line(1...200)

    /// What a lead says; a condition compares each of it.
    func values(of subject: HandoutSubject) -> [String] {
        switch self {
        case .form: [subject.form.rawValue] + subject.slugs.filter { !Self.isChannel($0) }
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
    /// The form that it came through; nil for another channel.
    var through: FormVersion?
    /// The slugs that this form has, and had before it was renamed.
    var slugs: [String] = []
}
