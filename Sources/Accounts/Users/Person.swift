package import Frame
package import MariaDB
package import Routing

/// A user as every colleague sees one.
///
/// Source: SPEC section 21, `GET /api/v1/people`.
package struct Person: Encodable, Equatable, Sendable, Described, RowDecodable {
    private enum CodingKeys: String, CodingKey {
        case id, name
        case isActive = "is_active"
    }

    /// The user's id.
    package let id: User.ID
    /// The name for people; the user name where there is none.
    package let name: String
    /// Whether the user may sign in.
    package let isActive: Bool

    /// A row of `AccountStore.people`.
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        name = try row["name"]
        isActive = try row["is_active"]
    }

    /// The public form of a person.
    package static let schema = Schema.object(
        "Person", [.required("id", .identifier), .required("name", .string), .required("is_active", .boolean)])
}

/// Everyone who is or was on the staff.
struct People: Encodable, Described {
    let people: [Person]

    static let schema = Schema.object("People", [.required("people", .array(of: Person.schema))])
}
