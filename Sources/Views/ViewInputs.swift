import CRM
import Leads
import Routing
import Values

/// The fields of a view and their rules, each declared here once.
///
/// Source: SPEC section 16, "Views".
enum ViewFields {
    static let id = Field("id", Rule<SavedView.ID>.identifier())
    static let list = Field("of", Rule<SavedView.List>.oneOf(), summary: "The list that it narrows.")
    static let name = Field("name", Rule<String>.line(1...100))
    static let query = Field(
        "query", Rule<String>.line(0...2000), summary: "The query of the list, such as `status=PENDING&sort_by=score`.")
    static let isShared = Field("is_shared", Rule<Bool>.boolean, summary: "Whether everyone sees it; for managers.")

    /// All that a change may say of a view.
    static let changes: [Schema.Member] = [name.omittable, query.optional, isShared.optional]

    /// The query without a question mark before it.
    static func query(_ text: String?) -> String {
        let text = text ?? ""
        return text.dropping(prefix: "?").map(String.init) ?? text
    }

    /// Notes what the list would refuse of a query.
    static func check(_ query: String, of list: SavedView.List) -> [Fault] {
        let faults =
            switch list {
            case .leads: LeadListQuery.faults(of: query)
            case .customers: CustomerListQuery.faults(of: query)
            }
        return faults.flatMap { name, texts in
            texts.map {
                Fault("\(name): \($0.wording(in: .english))", pt: "\(name): \($0.wording(in: .brazilianPortuguese))")
            }
        }
    }
}

/// A new view; by default its owner's alone.
struct ViewInput: Input {
    let details: ViewDetails

    static let declaration = InputDeclaration.json(
        .object("ViewInput", [ViewFields.list.required] + [ViewFields.name.required] + ViewFields.changes.dropFirst()))

    init(reading input: InputReader) throws {
        try input.readJSON()
        let list = input.required(ViewFields.list)
        let name = input.required(ViewFields.name)
        let query = ViewFields.query(input.optional(ViewFields.query))
        let isShared = input.optional(ViewFields.isShared)
        if let list {
            for fault in ViewFields.check(query, of: list) { input.note(fault, for: ViewFields.query.name) }
        }
        let (checkedList, checkedName) = try input.checked(list, name)
        details = ViewDetails(of: checkedList, name: checkedName, query: query, isShared: isShared ?? false)
    }
}

/// The requested changes of a view; omitted fields are kept. The list that it narrows stays.
struct ViewChange: Input {
    let id: SavedView.ID
    private let name: String?
    private let query: Change<String>
    private let isShared: Bool?

    static let declaration = InputDeclaration.json(
        .object("ViewChange", ViewFields.changes), path: [ViewFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(ViewFields.id)
        try input.readJSON()
        name = input.replacement(ViewFields.name)
        query = input.change(ViewFields.query)
        isShared = input.optional(ViewFields.isShared)
        try input.check()
    }

    /// The view as it is to become.
    ///
    /// - Throws: `APIError` 422 for a query that its list would refuse.
    func applied(to view: SavedView) throws -> SavedView {
        var changed = view
        if let name { changed.details.name = name }
        if let isShared { changed.details.isShared = isShared }
        var wanted: String? = changed.details.query
        query.apply(to: &wanted) { ViewFields.query($0) }
        changed.details.query = wanted ?? ""
        if changed.details.query != view.details.query {
            let faults = ViewFields.check(changed.details.query, of: view.details.list)
            guard faults.isEmpty else { throw APIError.invalid([ViewFields.query.name: faults.map(\.text)]) }
        }
        return changed
    }
}

/// Which view is meant.
struct ViewReference: Input {
    let id: SavedView.ID

    static let declaration = InputDeclaration(path: [ViewFields.id.pathParameter])

    init(reading input: InputReader) throws { id = try input.path(ViewFields.id) }
}

/// Which views a list shows.
struct ViewListInput: Input {
    let list: SavedView.List?
    let page: Page

    static let declaration = InputDeclaration(query: ViewFields.list.queryParameters() + Page.parameters)

    init(reading input: InputReader) throws {
        list = try input.query(ViewFields.list)
        page = try Page(reading: input)
        try input.check()
    }
}
