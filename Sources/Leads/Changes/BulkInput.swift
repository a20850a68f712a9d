import Frame
import Routing
import Values

/// Which leads are to be changed at once, and how.
///
/// Source: SPEC section 21, `POST /api/v1/leads/bulk`.
struct BulkInput: Input {
    let move: LeadMove
    private let selection: Selection?
    private let custom: NamedValues
    private let reader: InputReader

    /// Which leads are meant.
    enum Selection {
        case ids([Lead.ID])
        case filter(LeadListInput)
    }

    /// The most leads that are named by their ids.
    static let mostIDs = 200

    private static let ids = Field("ids", Rule<[Lead.ID]>.ids, summary: "At most \(mostIDs); excludes `filter`.")
    private static let filter = Field(
        "filter", Rule<LeadListInput>.leadFilter,
        summary: "The query of the list of leads as an object; at most \(LeadBulkChange.mostLeads) leads.")
    private static let change = "change"

    static let declaration = InputDeclaration.json(
        .object(
            "LeadBulkChange",
            [
                ids.omittable, filter.omittable,
                .required(
                    change,
                    .object([
                        LeadFields.status.omittable, LeadFields.ownerID.optional, LeadFields.lostReason.optional,
                        CustomValues.input,
                    ])),
            ]))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let ids = input.optional(Self.ids)
        let filter = input.optional(Self.filter)
        let isFaulty = input.isFaulty(Self.ids.name) || input.isFaulty(Self.filter.name)
        if !isFaulty, (ids == nil) == (filter == nil) {
            let fault = Fault("Give either `ids` or `filter`.", pt: "Informe `ids` ou `filter`.")
            for name in [Self.ids.name, Self.filter.name] { input.note(fault, for: name) }
        }
        move = LeadMove(reading: input, in: Self.change)
        custom = NamedValues(reading: input, in: Self.change)
        reader = input
        selection = ids.map(Selection.ids) ?? filter.map(Selection.filter)
        let members = [
            LeadFields.status.name, LeadFields.ownerID.name, LeadFields.lostReason.name, CustomValues.member,
        ]
        if move.isEmpty, custom.isEmpty, !members.contains(where: { input.isFaulty("\(Self.change).\($0)") }) {
            input.note(.missing, for: Self.change)
        }
    }

    /// The leads that are meant, and the changes of their own fields; the last values to be read.
    ///
    /// - Throws: `APIError` 422; `DatabaseError`.
    func checked(in context: Context) throws -> (selection: Selection, custom: CustomChanges) {
        let custom = try context.changes(custom, of: .lead, noting: reader)
        return (try reader.checked(selection), custom)
    }
}

extension Rule where Value == [Lead.ID] {
    /// 1 through 200 ids of leads; one that comes twice is meant once.
    fileprivate static let ids = Rule(.array(of: .identifier)) { (value) throws(Fault) in
        guard case .json(.array(let elements)) = value else { throw .wrongType("an array", pt: "uma lista") }
        guard 1...BulkInput.mostIDs ~= elements.count else {
            throw Fault(
                "Must have 1 to \(BulkInput.mostIDs) elements.", pt: "Deve ter de 1 a \(BulkInput.mostIDs) elementos.")
        }
        var ids: [Lead.ID] = []
        var known: Set<Lead.ID> = []
        for element in elements {
            let id = try Rule<Lead.ID>.identifier().read(.json(element))
            if known.insert(id).inserted { ids.append(id) }
        }
        return ids
    }
}

extension Rule where Value == LeadListInput {
    /// The parameters of the list as members. Unknown ones are refused: without them the filter would select more than was meant.
    fileprivate static let leadFilter = Rule(.map(of: .anything)) { (value) throws(Fault) in
        guard case .json(.object(let members)) = value else {
            throw .wrongType("an object of the list's parameters", pt: "um objeto com os parâmetros da lista")
        }
        var parameters: [(name: String, value: String)] = []
        for (name, value) in members where !value.isNull {
            guard LeadListInput.filterNames.contains(name) || name.hasPrefix(CustomValues.prefix) else {
                throw Fault("The list has no parameter \(name).", pt: "A lista não tem o parâmetro \(name).")
            }
            for element in value.elements.isEmpty ? [value] : value.elements {
                guard let text = element.parameterText else {
                    throw Fault(
                        "Must have texts, numbers and booleans alone.", pt: "Deve ter só textos, números e booleanos.")
                }
                parameters.append((name, text))
            }
        }
        do {
            return try LeadListInput.reading(parameters: parameters)
        } catch let error as APIError {
            throw LeadListInput.invalidValues(error.details)
        } catch {
            throw Fault("Cannot be read.", pt: "Não pode ser lido.")
        }
    }
}

extension LeadListInput {
    /// The fault of a filter that has faults.
    static func invalidValues(_ details: Members<[Text]>) -> Fault {
        let names = details.keys.joined(separator: ", ")
        return Fault("Has invalid values: \(names).", pt: "Tem valores inválidos: \(names).")
    }
}

extension JSON {
    /// The text of a parameter of a query; nil for what is none.
    fileprivate var parameterText: String? {
        switch self {
        case .string(let text): text
        case .number: integer.map { "\($0)" }
        case .boolean(let value): "\(value)"
        case .null, .array, .object: nil
        }
    }
}
