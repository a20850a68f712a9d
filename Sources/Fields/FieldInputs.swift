import CRM
import Frame
import Leads
import Routing
import Values

/// The members of a field and their rules, each declared here once.
///
/// Source: SPEC section 12, "Fields".
enum FieldFields {
    static let id = Field("id", Rule<CustomField.ID>.identifier())
    static let subject = Field("of", Rule<CustomField.Subject>.oneOf(), summary: "Whose field it is.")
    static let key = Field("key", Rule<String>.fieldKey, summary: "Unique for `of`; never changed.")
    static let kind = Field("kind", Rule<CustomField.Kind>.oneOf(), summary: "Never changed.")
    static let label = Field("label", Rule<Text>.texts(1...200))
    static let hint = Field("hint", Rule<Text>.texts(1...500))
    static let options = Field(
        "options", Rule<[CustomField.Option]>.options, summary: "Of `choice` and `choices` alone, which need them.")
    static let isActive = Field("is_active", Rule<Bool>.boolean, summary: "Whether values may be given.")
    static let position = Field(
        "position", Rule<Int>.integer(0...1_000_000), summary: "The fields from this place on make room.")
    static let lowest = "min"
    static let highest = "max"
    static let withValues = Field(
        "with_values", Rule<Bool>.boolean, summary: "Deletes the values, too. Default false.")

    /// The members that may be changed, but for the label.
    static let changes: [Schema.Member] = [
        hint.optional, options.optional, .optional(lowest, .bound), .optional(highest, .bound), isActive.omittable,
        position.omittable,
    ]
    /// The names of built-in members, which no key may be.
    static func builtIn(_ subject: CustomField.Subject) -> [String] {
        let schema =
            switch subject {
            case .lead: Lead.schema
            case .customer: Customer.schema
            }
        return (schema.definition["properties"]?.members.keys ?? []) + later
    }
    /// Those that SPEC section 17 adds.
    private static let later = ["duplicate_count"]
}

/// A new field; by default active and the last.
struct FieldInput: Input {
    let subject: CustomField.Subject
    let key: String
    let kind: CustomField.Kind
    let details: CustomField.Details
    /// Nil for the end.
    let position: Int?

    static let declaration = InputDeclaration.json(
        .object(
            "FieldInput",
            [FieldFields.subject.required, FieldFields.key.required, FieldFields.kind.required]
                + [FieldFields.label.required] + FieldFields.changes))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let subject = input.required(FieldFields.subject)
        let key = input.required(FieldFields.key)
        let kind = input.required(FieldFields.kind)
        let label = input.required(FieldFields.label)
        var details = CustomField.Details(label: label ?? Text("", pt: ""))
        details.isActive = input.optional(FieldFields.isActive) ?? true
        position = input.optional(FieldFields.position)
        if let kind {
            FieldChange.Values(reading: input, for: kind).apply(to: &details)
        } else {
            // Their faults are known without the kind.
            _ = (input.change(FieldFields.hint), input.change(FieldFields.options))
        }
        if let kind, kind.hasOptions, details.options == nil, !input.isFaulty(FieldFields.options.name) {
            input.note(.missing, for: FieldFields.options.name)
        }
        if let subject, let key, FieldFields.builtIn(subject).contains(key) {
            input.note(
                Fault("A built-in member has this name.", pt: "Um campo do sistema já tem este nome."),
                for: FieldFields.key.name)
        }
        (self.subject, self.key, self.kind, _) = try input.checked(subject, key, kind, label)
        self.details = details
    }
}

/// The requested changes of a field; omitted members are kept, null clears.
struct FieldChange: Input {
    let id: CustomField.ID
    private let reader: InputReader

    static let declaration = InputDeclaration.json(
        .object("FieldChange", [FieldFields.label.omittable] + FieldFields.changes),
        path: [FieldFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(FieldFields.id)
        try input.readJSON()
        reader = input
    }

    /// The field as it is to become; what may be said of it depends on its kind.
    ///
    /// - Throws: `APIError` 422.
    func applied(to field: CustomField) throws -> CustomField {
        var changed = field
        if let label = reader.replacement(FieldFields.label) { changed.details.label = label }
        if let isActive = reader.replacement(FieldFields.isActive) { changed.details.isActive = isActive }
        if let position = reader.replacement(FieldFields.position) { changed.details.position = position }
        Values(reading: reader, for: field.kind).apply(to: &changed.details)
        if field.kind.hasOptions, changed.details.options == nil, !reader.isFaulty(FieldFields.options.name) {
            reader.note(.missing, for: FieldFields.options.name)
        }
        refuseChange(FieldFields.subject, from: field.subject)
        refuseChange(FieldFields.key, from: field.key)
        refuseChange(FieldFields.kind, from: field.kind)
        try reader.check()
        return changed
    }

    private func refuseChange<Value: Equatable>(_ member: Field<Value>, from value: Value) {
        guard let said = reader.optional(member), said != value else { return }
        reader.note(Fault("Cannot be changed.", pt: "Não pode ser alterado."), for: member.name)
    }

    /// What both a new field and a change of one may say, by its kind.
    struct Values {
        private let hint: Change<Text>
        private let options: Change<[CustomField.Option]>
        private let lowest: Change<Int>
        private let highest: Change<Int>
        private let reader: InputReader

        init(reading input: InputReader, for kind: CustomField.Kind) {
            reader = input
            hint = input.change(FieldFields.hint)
            options = input.change(FieldFields.options)
            lowest = Self.bound(FieldFields.lowest, of: kind, input)
            highest = Self.bound(FieldFields.highest, of: kind, input)
            if case .set(let list) = options, !kind.hasOptions, !list.isEmpty {
                input.note(
                    Fault("Only a choice has options.", pt: "Só uma escolha tem opções."), for: FieldFields.options.name
                )
            }
        }

        private static func bound(_ name: String, of kind: CustomField.Kind, _ input: InputReader) -> Change<Int> {
            guard let rule = kind.boundRule else {
                if case .set = input.change(Field(name, Rule<JSON>.given)) {
                    input.note(
                        Fault("A field of this kind has no bounds.", pt: "Um campo deste tipo não tem limites."),
                        for: name)
                }
                return .keep
            }
            return input.change(Field(name, rule))
        }

        /// Makes the changes; bounds that exclude everything are a fault.
        func apply(to details: inout CustomField.Details) {
            hint.apply(to: &details.hint)
            options.apply(to: &details.options)
            if details.options?.isEmpty == true { details.options = nil }
            lowest.apply(to: &details.lowest)
            highest.apply(to: &details.highest)
            if let lowest = details.lowest, let highest = details.highest, lowest > highest {
                reader.note(
                    Fault("Must not be less than `min`.", pt: "Não pode ser menor que `min`."), for: FieldFields.highest
                )
            }
        }
    }
}

/// Which field is meant.
struct FieldReference: Input {
    let id: CustomField.ID

    static let declaration = InputDeclaration(path: [FieldFields.id.pathParameter])

    init(reading input: InputReader) throws { id = try input.path(FieldFields.id) }
}

/// Which field is to be deleted, and whether with its values.
struct FieldRemovalInput: Input {
    let id: CustomField.ID
    let withValues: Bool

    static let declaration = InputDeclaration(
        path: [FieldFields.id.pathParameter], query: FieldFields.withValues.queryParameters())

    init(reading input: InputReader) throws {
        id = try input.path(FieldFields.id)
        withValues = try input.query(FieldFields.withValues) ?? false
        try input.check()
    }
}

/// Which fields a list shows.
struct FieldListInput: Input {
    let subject: CustomField.Subject?
    let activeOnly: Bool
    let page: Page

    private static let activeOnly = Field("active_only", Rule<Bool>.boolean, summary: "Default true.")

    static let declaration = InputDeclaration(
        query: FieldFields.subject.queryParameters() + activeOnly.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        subject = try input.query(FieldFields.subject)
        activeOnly = try input.query(Self.activeOnly) ?? true
        page = try Page(reading: input)
        try input.check()
    }
}
