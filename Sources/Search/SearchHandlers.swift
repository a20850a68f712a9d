import CRM
import Frame
import Leads
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handler of the search.
enum SearchHandlers {
    @Sendable static func list(_ input: SearchInput, _ context: Context) throws -> Reply<SearchResults> {
        let caller = try context.requireCaller()
        let kinds = SearchResult.Kind.allCases.filter { caller.holds($0.permission) }
        let found = try kinds.flatMap { kind in
            try kind.best(input.text, context.connection).map { (kind: kind, record: $0) }
        }
        let best = found.sorted { $0.record.precedes($1.record) }.prefix(SearchResults.limit)
        return Reply(SearchResults(results: best.map { SearchResult(kind: $0.kind, record: $0.record) }))
    }
}

extension SearchResult.Kind {
    /// What it takes to view records of the kind.
    fileprivate var permission: Permission {
        switch self {
        case .lead: .viewLeads
        case .customer: .viewCustomers
        case .product: .viewProducts
        }
    }

    /// The records of the kind that a text finds, best first.
    fileprivate func best(_ text: String, _ connection: Connection) throws -> [FoundRecord] {
        switch self {
        case .lead: try LeadStore(connection).best(text, atMost: SearchResults.limit)
        case .customer: try CustomerStore(connection).best(text, atMost: SearchResults.limit)
        case .product: try ProductStore(connection).best(text, atMost: SearchResults.limit)
        }
    }
}

/// The text to look for.
struct SearchInput: Input {
    let text: String

    private static let text = Field(
        "q", Rule<String>.line(1...200),
        summary:
            "Beginnings of words in names, e-mails, phones, documents, companies and SKUs; case, accents and a number's signs aside."
    )

    static let declaration = InputDeclaration(query: text.queryParameters(isRequired: true))

    init(reading input: InputReader) throws {
        let text = try input.requiredQuery(Self.text)
        self.text = try input.checked(text)
    }
}
