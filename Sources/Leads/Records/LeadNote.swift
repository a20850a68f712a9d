package import FoundationEssentials
package import Frame
package import MariaDB
package import Routing
package import Values

/// A note of staff about a lead. Notes are added, never changed; they are deleted with their lead.
package struct LeadNote: Sendable, Equatable {
    /// The id of a note.
    package typealias ID = Identifier<LeadNote>

    package let id: ID
    /// Several lines, 1 through 4,000 characters.
    package let text: String
    package let author: Author
    package let createdAt: Date

    /// Its author.
    package struct Author: Sendable, Equatable {
        package let id: User.ID
        package let username: String
    }
}

extension LeadNote: RowDecodable {
    package init(row: borrowing Row) throws(DatabaseError) {
        id = try row["id"]
        text = try row["text"]
        author = Author(id: try row["author_id"], username: try row["username"])
        createdAt = try row["created_at"]
    }
}

extension LeadNote: Shaped, Paged {
    /// The representation of a note.
    package static let shape = Shape<LeadNote>(
        "LeadNote",
        [
            .id("id") { $0.id }, .text("text") { $0.text },
            .json("author", .object([.required("id", .identifier), .required("username", .string)])) {
                ["id": .string($0.author.id.text), "username": .string($0.author.username)]
            },
            .instant("created_at") { $0.createdAt },
        ])

    /// `notes`
    package static let pageForm = PageForm("LeadNotePage", of: "notes")
}

/// The answer to a new note.
package struct LeadNoteReply: Encodable, Described {
    let note: LeadNote

    /// The note under its name.
    package static let schema = Schema.object("LeadNoteReply", [.required("note", LeadNote.schema)])
}
