import MariaDB
package import Routing
package import Values

/// The way of an interaction.
///
/// Source: SPEC section 6, `GET /api/v1/interaction-types`.
package enum InteractionType: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
    case call, email, meeting, whatsapp, note, contact, sale

    /// The id of a type; the same in every installation and for good.
    package typealias ID = Identifier<InteractionType>

    /// The id by which front ends may name it.
    package var id: String {
        let number =
            switch self {
            case .call: 1
            case .email: 2
            case .meeting: 3
            case .whatsapp: 4
            case .note: 5
            case .contact: 6
            case .sale: 7
            }
        return "01890000-0000-7000-8000-00000000000\(number)"
    }

    /// Its name.
    package var name: Text {
        switch self {
        case .call: Text("Call", pt: "Ligação")
        case .email: Text("E-mail", pt: "E-mail")
        case .meeting: Text("Meeting", pt: "Reunião")
        case .whatsapp: Text("WhatsApp", pt: "WhatsApp")
        case .note: Text("Note", pt: "Anotação")
        case .contact: Text("Contact", pt: "Contato")
        case .sale: Text("Sale", pt: "Venda")
        }
    }
}

/// All ways of interactions.
package struct InteractionTypeList: JSONWritable, Described {
    private struct Entry: JSONWritable {
        let type: InteractionType
        let language: Language

        func write(to object: inout JSONObjectWriter) {
            object.add("id", type.id)
            object.add("code", type.rawValue)
            object.add("name", type.name.wording(in: language))
        }
    }

    let language: Language

    /// Writes every type, and how many there are.
    package func write(to object: inout JSONObjectWriter) {
        object.add("interaction_types", InteractionType.allCases.map { Entry(type: $0, language: language) })
        object.add("total", InteractionType.allCases.count)
    }

    /// The shape of the list.
    package static let schema = Schema.object(
        "InteractionTypes",
        [
            .required(
                "interaction_types",
                .array(
                    of: .object(
                        "InteractionType",
                        [
                            .required("id", .identifier),
                            .required("code", .oneOf(InteractionType.allCases.map(\.rawValue))),
                            .required("name", .string),
                        ]))),
            .required("total", .integer(0...100)),
        ])
}
