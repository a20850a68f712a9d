import Frame
import Routing
import Values

/// Reads what a form asks for from a submission, and nothing else of it but `business_tracking` and the touches; every fault is noted.
///
/// Source: SPEC section 12, "Forms".
struct FormReader {
    private let form: IntakeForm
    private let fields: CustomFieldSet
    private let clock: WallClock
    private let input: InputReader
    /// The values of a form by name; nil for JSON.
    private let pairs: Members<[String]>?

    /// What begins the name of a consent.
    static let consentPrefix = "consent."
    private static let consentMember = "consent"

    /// A reader of content that `input` has read.
    ///
    /// - Parameter fields: the own fields of leads.
    init(_ form: IntakeForm, _ fields: CustomFieldSet, by clock: WallClock, _ input: InputReader, isJSON: Bool) {
        self.form = form
        self.fields = fields
        self.clock = clock
        self.input = input
        guard !isJSON else {
            pairs = nil
            let asksForOwn = form.definition.fields.contains { $0.name.hasPrefix(CustomValues.prefix) }
            if asksForOwn { noteUnlessObject(CustomValues.member) }
            if !form.definition.consents.isEmpty { noteUnlessObject(Self.consentMember) }
            return
        }
        var pairs: Members<[String]> = [:]
        for (name, value) in input.formFields(after: "") {
            let isOwn = name.hasPrefix(CustomValues.prefix)
            pairs[isOwn ? CustomValues.key(ofField: name) : name, default: []].append(value)
        }
        self.pairs = pairs
    }

    private func noteUnlessObject(_ member: String) {
        switch input.givenMembers[member] {
        case nil, .null, .string(""), .object: break
        default: input.note(.wrongType("an object", pt: "um objeto"), for: member)
        }
    }

    /// What the submission says of the lead.
    func contact() -> LeadContact {
        var contact = LeadContact()
        var whole: FullName?
        var own: Members<JSON> = [:]
        for field in form.definition.fields {
            if field.name.hasPrefix(CustomValues.prefix) {
                if let (key, value) = ownValue(of: field) { own[key] = value }
                continue
            }
            guard let member = FormMember(named: field.name) else { continue }
            switch member {
            case .firstName: contact.firstName = value(of: field, LeadFields.firstName.rule) ?? ""
            case .lastName: contact.lastName = value(of: field, LeadFields.lastName.rule) ?? ""
            case .name: whole = value(of: field, LeadFields.name.rule)
            case .email: contact.email = value(of: field, LeadFields.email.rule)?.text
            case .phone: contact.phone = value(of: field, LeadFields.phone.rule)?.text
            case .schedulingDay:
                contact.schedulingDay = value(of: field, LeadFields.schedulingDay(clock).rule)?.time.text
            case .detail(let detail): contact[detail] = value(of: field, detail.field.rule)
            }
        }
        if contact.firstName.isEmpty { contact.firstName = whole?.first ?? "" }
        if contact.lastName.isEmpty { contact.lastName = whole?.last ?? "" }
        contact[.businessTracking] = input.optional(LeadDetail.businessTracking.field) ?? form.definition.source
        contact.attribution = input.optional(LeadFields.touch) ?? Attribution()
        contact.custom = CustomValues(own, of: fields)
        return contact
    }

    /// Which consents the submission gives or refuses in so many words.
    func consents() -> Members<Bool> {
        var given: Members<Bool> = [:]
        for consent in form.definition.consents {
            let name = Self.consentPrefix + consent.purpose
            let said =
                pairs.map { ($0[name]?.last).map(RawValue.text) }
                ?? input.givenMembers[Self.consentMember]?[consent.purpose].map(RawValue.json)
            var isGiven: Bool?
            if let said, case .set(let truth) = input.change(to: said, by: Rule<Bool>.boolean, as: name) {
                isGiven = truth
            }
            if consent.isRequired, isGiven != true, !input.isFaulty(name) { input.note(.missing, for: name) }
            given[consent.purpose] = isGiven
        }
        return given
    }

    /// The value of an own field; nil for one that is not set, or is not in use any more.
    private func ownValue(of field: IntakeForm.Field) -> (key: String, value: JSON)? {
        guard let own = fields.known(named: field.name), own.field.details.isActive else { return nil }
        return value(of: field, own.rule, takingLast: own.field.kind == .boolean).map { (own.field.key, $0) }
    }

    /// The value of a field by its rule; one that is missing and must not be is noted.
    ///
    /// - Parameter takingLast: whether the last of several values counts.
    private func value<Value>(
        of field: IntakeForm.Field, _ rule: Rule<Value>, takingLast: Bool = false
    ) -> Value? {
        let said = said(field.name, takingLast: takingLast) ?? .json(field.preset ?? .null)
        switch input.change(to: said, by: rule, as: field.name) {
        case .set(let value): return value
        case .clear: if field.isRequired { input.note(.missing, for: field.name) }
        case .keep: break
        }
        return nil
    }

    /// What the submission says under a name; nil when it does not have it.
    private func said(_ name: String, takingLast: Bool) -> RawValue? {
        guard let pairs else {
            guard let key = name.dropping(prefix: CustomValues.prefix) else {
                return input.givenMembers[name].map(RawValue.json)
            }
            return input.givenMembers[CustomValues.member]?[String(key)].map(RawValue.json)
        }
        guard let values = pairs[name] else { return nil }
        let texts = values.filter { !$0.isEmpty }
        if takingLast || texts.count < 2 { return .text(texts.last ?? "") }
        return .json(.array(texts.map(JSON.string)))
    }
}
