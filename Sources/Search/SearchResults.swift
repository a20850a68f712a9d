import Routing
import Storage
import Values

/// A record that a search found.
///
/// Source: SPEC section 21, `GET /api/v1/search`.
struct SearchResult: Encodable, Described {
    /// What it is.
    enum Kind: String, Encodable, CaseIterable {
        case lead, customer, product
    }

    private let kind: Kind
    private let id: String
    private let name: String
    private let detail: String?

    /// A record of a kind.
    init(kind: Kind, record: FoundRecord) {
        self.kind = kind
        id = record.id
        name = record.name
        detail = record.detail
    }

    private enum CodingKeys: String, CodingKey {
        case kind, id, name, detail
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        try container.encode(id, forKey: .id)
        try container.encode(name, forKey: .name)
        // Null where there is none.
        try container.encode(detail, forKey: .detail)
    }

    static let schema = Schema.object(
        "SearchResult",
        [
            .required("kind", .oneOf(Kind.allCases.map(\.rawValue))), .required("id", .identifier),
            .required("name", .string), .required("detail", Schema.string.orNull),
        ])
}

/// What a search found, best first.
struct SearchResults: Encodable, Described {
    /// The most records that it shows.
    static let limit = 20

    let results: [SearchResult]

    static let schema = Schema.object("SearchResults", [.required("results", .array(of: SearchResult.schema))])
}
