import Frame
import Routing
import Values

/// Which leads are to be changed at once, and how.
///
/// Source: SPEC section 21, `POST /api/v1/leads/bulk`.
struct BulkInput: Input {
    let selection: Selection
    let move: LeadMove

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
        Self.check(input.givenMembers[Self.change], move, input)
        try input.check()
        if let ids {
            selection = .ids(ids)
        } else if let filter {
            selection = .filter(filter)
        } else {
            throw APIError.internalError
        }
    }

    private static func check(_ change: JSON?, _ move: LeadMove, _ input: InputReader) {
        let members = [LeadFields.status.name, LeadFields.ownerID.name, LeadFields.lostReason.name]
        if change?["custom"] != nil {
            input.note(
                Fault("Custom fields cannot be changed yet.", pt: "Ainda não é possível alterar campos próprios."),
                for: "\(self.change).custom")
        } else if move.isEmpty, !members.contains(where: { input.isFaulty("\(self.change).\($0)") }) {
            input.note(.missing, for: self.change)
        }
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
            guard LeadListInput.filterNames.contains(name) else {
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
            let names = error.details.keys.joined(separator: ", ")
            throw Fault("Has invalid values: \(names).", pt: "Tem valores inválidos: \(names).")
        } catch {
            throw Fault("Cannot be read.", pt: "Não pode ser lido.")
        }
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
