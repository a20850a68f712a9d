package import Accounts
package import FoundationEssentials
package import MariaDB
package import Platform
package import Routing

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

extension LeadNote: Encodable, Described {
    private enum Key: String, CodingKey { case id, text, author, createdAt = "created_at" }

    /// Writes every member.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(text, forKey: .text)
        try container.encode(
            JSON.object(["id": .string(author.id.text), "username": .string(author.username)]), forKey: .author)
        try container.encode(Instant.text(createdAt), forKey: .createdAt)
    }

    /// The representation of a note.
    package static let schema = Schema.object(
        "LeadNote",
        [
            .required("id", .identifier), .required("text", .string),
            .required("author", .object([.required("id", .identifier), .required("username", .string)])),
            .required("created_at", .instant),
        ])
}

/// The answer to a new note.
package struct LeadNoteReply: Encodable, Described {
    let note: LeadNote

    /// The note under its name.
    package static let schema = Schema.object("LeadNoteReply", [.required("note", LeadNote.schema)])
}

/// A page of a lead's notes, newest first.
package struct LeadNotePage: Encodable, Described {
    let notes: [LeadNote]
    let total: Int
    let page: Int
    let perPage: Int
    let pages: Int

    private enum CodingKeys: String, CodingKey {
        case notes, total, page, perPage = "per_page", pages
    }

    /// Envelope as of the other lists about a lead.
    package static let schema = Schema.object(
        "LeadNotePage",
        [
            .required("notes", .array(of: LeadNote.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
