import Environment
import Frame
import Routing
import Values

/// What is looked at in a definition as a whole: whether it can be answered, and whether what it refers to exists.
struct FormCheck {
    let fields: CustomFieldSet
    let settings: Settings
    let input: InputReader

    /// Checks the fields, and gives each default the form in which values are kept.
    func checkFields(of definition: inout IntakeForm.Definition) {
        guard !input.isFaulty(FormFields.fields.name) else { return }
        var checked: [IntakeForm.Field] = []
        for (index, field) in definition.fields.enumerated() {
            do {
                checked.append(try self.checked(field))
            } catch {
                input.note(error.within("\(index + 1)"), for: FormFields.fields.name)
            }
        }
        guard !input.isFaulty(FormFields.fields.name) else { return }
        definition.fields = checked
        func requires(_ members: [FormMember]) -> Bool {
            checked.contains { field in
                field.isRequired && members.contains { $0.name == field.name }
            }
        }
        if !requires([.name, .firstName]) {
            input.note(
                Fault(
                    "A form must require a name: name or first_name.",
                    pt: "Um formulário deve exigir um nome: name ou first_name."), for: FormFields.fields.name)
        }
        if !requires([.email, .phone]) {
            input.note(
                Fault(
                    "A form must require email or phone.", pt: "Um formulário deve exigir email ou phone."),
                for: FormFields.fields.name)
        }
    }

    private func checked(_ field: IntakeForm.Field) throws(Fault) -> IntakeForm.Field {
        let rule: Rule<JSON>
        if let member = FormMember(named: field.name) {
            rule = member.rule(by: settings.clock)
        } else {
            guard let own = fields.named(field.name), own.details.isActive else {
                throw Fault(
                    "There is no such field in use: \(field.name)", pt: "Não existe esse campo em uso: \(field.name)"
                ).within("field")
            }
            rule = own.rule
        }
        guard let preset = field.preset else { return field }
        do {
            return IntakeForm.Field(
                name: field.name, isRequired: field.isRequired, label: field.label, hint: field.hint,
                preset: try rule.read(.json(preset), by: settings.conventions), isHidden: field.isHidden)
        } catch {
            throw error.within("default")
        }
    }

    /// Checks that a browser is led to no other host than ours and those of the sites that show the form.
    func checkRedirect(of definition: IntakeForm.Definition) {
        guard let address = definition.thanks.redirectURL, !input.isFaulty(FormFields.thanks.name),
            !input.isFaulty(FormFields.embedOrigins.name)
        else { return }
        let hosts = ([WebOrigin(ofURL: settings.publicURL)] + definition.embedOrigins).compactMap { $0?.host }
        guard let host = WebOrigin(ofURL: address)?.host, hosts.contains(host) else {
            input.note(
                Fault(
                    "Must be on the host of PUBLIC_URL or of one of embed_origins.",
                    pt: "Deve estar no host de PUBLIC_URL ou de uma das embed_origins."
                ).within("redirect_url"), for: FormFields.thanks.name)
            return
        }
    }
}

extension FormMember {
    /// The rule of its values, in the form in which a default is kept.
    func rule(by clock: WallClock) -> Rule<JSON> {
        switch self {
        case .firstName: LeadFields.firstName.rule.map(JSON.string)
        case .lastName: LeadFields.lastName.rule.map(JSON.string)
        case .name: LeadFields.name.rule.map { .string($0.last.isEmpty ? $0.first : "\($0.first) \($0.last)") }
        case .email: LeadFields.email.rule.map { .string($0.text) }
        case .phone: LeadFields.phone.rule.map { .string($0.text) }
        case .schedulingDay: LeadFields.schedulingDay(clock).rule.map { .string($0.time.text) }
        case .detail(let detail): detail.field.rule.map(JSON.string)
        }
    }
}

extension CustomFieldSet {
    /// The field that is named `custom.KEY`.
    func named(_ name: String) -> CustomField? {
        known(named: name)?.field
    }

    /// The same with what its values need.
    func known(named name: String) -> Known? {
        name.dropping(prefix: CustomValues.prefix).flatMap { known(String($0)) }
    }
}
