import CRM
package import Frame
package import HTTP
package import MariaDB
package import Routing
package import Values

/// A list that someone keeps under a name.
///
/// Source: SPEC section 16, "Views".
package struct SavedView: Sendable, Equatable {
    /// The id of a view.
    package typealias ID = Identifier<SavedView>

    /// The list that it narrows.
    package enum List: String, Sendable, CaseIterable, SQLBindable, ColumnDecodable {
        case leads, customers
    }

    package let id: ID
    /// Who keeps it.
    package let ownerID: User.ID
    package var details: ViewDetails
    /// Incremented by every change.
    package let version: Int

    /// The entity tag of this version.
    package var eTag: EntityTag { EntityTag("\(version)") }
}

/// What may be changed of a view.
package struct ViewDetails: Sendable, Equatable {
    package var list: SavedView.List
    package var name: String
    /// The list's query, without the question mark; it may be empty.
    package var query: String
    /// Whether everyone sees it.
    package var isShared: Bool

    /// A view of a list.
    package init(of list: SavedView.List, name: String, query: String, isShared: Bool = false) {
        self.list = list
        self.name = name
        self.query = query
        self.isShared = isShared
    }
}

extension SavedView: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        ownerID = try row["owner_id"]
        details = ViewDetails(
            of: try row["list"], name: try row["name"], query: try row["query"], isShared: try row["is_shared"])
        version = try row["version"]
    }
}

extension SavedView: CRMResource, Shaped {
    package static let singular = "view"
    package static let plural = "views"
    package static let shapeName = "View"

    /// The shape of SPEC section 16.
    package static let shape = Shape<SavedView>(
        shapeName,
        [
            .id("id") { $0.id }, .choice("of") { $0.details.list }, .text("name") { $0.details.name },
            .text("query") { $0.details.query }, .boolean("is_shared") { $0.details.isShared },
        ])
}
