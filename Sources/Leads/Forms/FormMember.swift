import Routing

/// What a form may ask for of a lead, besides own fields.
///
/// Source: SPEC section 12, "Forms".
package enum FormMember: Sendable, Hashable, CaseIterable {
    case firstName, lastName, name, email, phone, schedulingDay
    /// A detail with a question.
    case detail(LeadDetail)

    /// Every member: the contact, then the details.
    package static let allCases: [Self] =
        [.firstName, .lastName, .name, .email, .phone, .schedulingDay]
        + LeadDetail.all.filter { $0.question != nil }.map(Self.detail)

    /// The member of a name; nil for another name.
    init?(named name: String) {
        guard let member = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = member
    }

    /// Its name in definitions and submissions.
    package var name: String {
        switch self {
        case .firstName: LeadFields.firstName.name
        case .lastName: LeadFields.lastName.name
        case .name: LeadFields.name.name
        case .email: LeadFields.email.name
        case .phone: LeadFields.phone.name
        case .schedulingDay: LeadFields.schedulingDayName
        case .detail(let detail): detail.name
        }
    }

    /// What people read beside it, unless its form says something else.
    var label: Text {
        switch self {
        case .firstName: Text("First name", pt: "Nome")
        case .lastName: Text("Last name", pt: "Sobrenome")
        case .name: Text("Full name", pt: "Nome completo")
        case .email: Text("E-mail", pt: "E-mail")
        case .phone: Text("Phone", pt: "Telefone")
        case .schedulingDay: Text("Preferred day and time", pt: "Dia e hora de preferência")
        case .detail(let detail): detail.question ?? detail.label
        }
    }

    /// What people read below it, unless its form says something else.
    var hint: Text? {
        switch self {
        case .email: Text("We’ll reply to this address.", pt: "Responderemos para este endereço.")
        case .phone:
            Text(
                "Include the area code; from abroad, + and the country code.",
                pt: "Informe o DDD; de outro país, + e o código do país.")
        default: nil
        }
    }

    /// The values that people choose from; nil where they type. The API accepts others.
    var choices: [(value: String, label: Text)]? {
        switch self {
        case .detail(.collaborators):
            [
                ("1-10", Text("1–10", pt: "1–10")), ("11-50", Text("11–50", pt: "11–50")),
                ("51-200", Text("51–200", pt: "51–200")), ("201+", Text("More than 200", pt: "Mais de 200")),
            ]
        case .detail(.invoicing):
            [
                ("0-50k", Text("Up to 50", pt: "Até 50")), ("50k-100k", Text("50 to 100", pt: "De 50 a 100")),
                ("100k-500k", Text("100 to 500", pt: "De 100 a 500")),
                ("500k+", Text("More than 500", pt: "Mais de 500")),
            ]
        default: nil
        }
    }
}
