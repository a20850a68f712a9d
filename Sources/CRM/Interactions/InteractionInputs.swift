import FoundationEssentials
import Routing
import Values

/// The fields of an interaction and their rules, each declared here once.
///
/// Source: SPEC section 6.
enum InteractionFields {
    static let id = Field("interaction_id", Rule<Interaction.ID>.identifier())
    static let type = field("interaction_type", Rule<InteractionType>.interactionType, summary: "Its id or its code.")
    static let notes = field("notes", Rule<String>.text(1...10_000))
    static let occurredAt = Field("occurred_at", Rule<Date>.moment, summary: "Default now.")

    /// All that a body may say of an interaction, older names included.
    static let members: [Schema.Member] =
        [type.omittable, notes.omittable, occurredAt.optional] + type.aliasMembers + notes.aliasMembers

    private static func field<Value>(_ name: String, _ rule: Rule<Value>, summary: String = "") -> Field<Value> {
        Field(name, rule, aliases: FrontEndNames.interaction[name] ?? [], summary: summary)
    }
}

extension Rule where Value == InteractionType {
    /// A type by its id, its code, or a name of older front ends.
    fileprivate static let interactionType: Rule = {
        let ids = Dictionary(uniqueKeysWithValues: InteractionType.allCases.map { ($0.id, $0) })
        return Rule.oneOf(aliases: ids.merging(FrontEndNames.interactionTypes) { $1 })
    }()
}

/// A new interaction of a customer; its time defaults to now.
struct InteractionInput: Input {
    let customer: Customer.ID
    let details: InteractionDetails

    static let declaration = InputDeclaration.json(
        .object("InteractionInput", InteractionFields.members)
            .needingOne(ofEach: [
                [InteractionFields.type.name] + InteractionFields.type.aliases,
                [InteractionFields.notes.name] + InteractionFields.notes.aliases,
            ]), path: [CustomerFields.id.pathParameter])

    init(reading input: InputReader) throws {
        customer = try input.path(CustomerFields.id)
        try input.readJSON()
        let type = input.required(InteractionFields.type)
        let notes = input.required(InteractionFields.notes)
        let occurredAt = input.optional(InteractionFields.occurredAt)
        let (checkedType, checkedNotes) = try input.checked(type, notes)
        details = InteractionDetails(checkedType, notes: checkedNotes, occurredAt: occurredAt ?? Date())
    }
}

/// The requested changes of an interaction; omitted fields are kept.
struct InteractionChange: Input {
    let customer: Customer.ID
    let id: Interaction.ID
    private let type: InteractionType?
    private let notes: String?
    private let occurredAt: Date?

    static let declaration = InputDeclaration.json(
        .object("InteractionChange", InteractionFields.members),
        path: [CustomerFields.id.pathParameter, InteractionFields.id.pathParameter])

    init(reading input: InputReader) throws {
        customer = try input.path(CustomerFields.id)
        id = try input.path(InteractionFields.id)
        try input.readJSON()
        type = input.replacement(InteractionFields.type)
        notes = input.replacement(InteractionFields.notes)
        occurredAt = input.optional(InteractionFields.occurredAt)
        try input.check()
    }

    /// The interaction as it is to become.
    func applied(to interaction: Interaction) -> Interaction {
        var changed = interaction
        if let type { changed.details.type = type }
        if let notes { changed.details.notes = notes }
        if let occurredAt { changed.details.occurredAt = occurredAt }
        return changed
    }
}

/// Which interaction of which customer is meant.
struct InteractionReference: Input {
    let customer: Customer.ID
    let id: Interaction.ID

    static let declaration = InputDeclaration(
        path: [CustomerFields.id.pathParameter, InteractionFields.id.pathParameter])

    init(reading input: InputReader) throws {
        customer = try input.path(CustomerFields.id)
        id = try input.path(InteractionFields.id)
    }
}

/// The customer whose entries to list, and the page.
struct CustomerEntryListInput: Input {
    let customer: Customer.ID
    let page: Page

    static let declaration = InputDeclaration(path: [CustomerFields.id.pathParameter], query: Page.parameters)

    init(reading input: InputReader) throws {
        customer = try input.path(CustomerFields.id)
        page = try Page(reading: input)
        try input.check()
    }
}
