package import Frame
import MariaDB
package import Routing
import Values

/// The member of staff who wrote an entry.
package struct Author: Sendable, Equatable {
    package let id: User.ID
    package let username: String
}

extension Author: JSONWritable, Described {
    /// Writes both members.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("username", username)
    }

    /// An id and a name.
    package static let schema = Schema.object(
        "Author", [.required("id", .identifier), .required("username", .string)])

    /// The author in the columns `author_id` and `username`; nil when the program itself wrote.
    static func read(_ row: borrowing Row) throws(DatabaseError) -> Author? {
        guard let id: User.ID = try row["author_id"] else { return nil }
        return Author(id: id, username: try row["username"])
    }
}
