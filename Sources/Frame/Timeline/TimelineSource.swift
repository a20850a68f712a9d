package import MariaDB
package import Routing
package import Values

/// A kind of entry of a timeline. Those without a source have no entries yet.
///
/// Source: SPEC section 21.
package enum TimelineKind: String, Sendable, CaseIterable {
    case enquiry, mail, message, note, change, task, interaction, transaction, consent, merge
}

/// The entries of one kind, which a domain adds to timelines. Another source is a value like this and its line in the domain's declaration.
package struct TimelineSource: Sendable {
    /// What its entries are.
    package let kind: TimelineKind
    /// Who sees its entries.
    package let permission: Permission
    /// The shape of its records.
    package let schema: Schema
    /// Finds its newest entries.
    package let keys: Keys
    /// Reads records by the 16 bytes of their ids, in any order; those that are gone are left out.
    package let records: @Sendable (_ ids: [[UInt8]], _ context: Context) throws -> [TimelineRecord]

    /// Makes the statements that find the newest entries of a subject: each selects `id` and `at` of at most `limit` of them, newest first, and
    /// reads no more than these from an index.
    package typealias Keys = @Sendable (_ subject: TimelineSubject, _ limit: Int) -> [SQL]

    /// A source whose records have ids of one type.
    package init<Entity>(
        _ kind: TimelineKind, to permission: Permission, showing schema: Schema, keys: @escaping Keys,
        records: @escaping @Sendable (_ ids: [Identifier<Entity>], _ context: Context) throws -> [TimelineRecord]
    ) {
        self.kind = kind
        self.permission = permission
        self.schema = schema
        self.keys = keys
        self.records = { ids, context in
            let ids = ids.compactMap { Identifier<Entity>(bytes: $0) }
            return try ids.last.map { try records(Self.padded(ids, with: $0), context) } ?? []
        }
    }

    /// The ids with the last one repeated, so that there are few lengths: each is a prepared statement of its own.
    private static func padded<Entity>(
        _ ids: [Identifier<Entity>], with last: Identifier<Entity>
    ) -> [Identifier<Entity>] {
        let length = 1 << (Int.bitWidth - (ids.count - 1).leadingZeroBitCount)
        return ids + Array(repeating: last, count: length - ids.count)
    }
}

/// What an entry of a timeline shows.
package struct TimelineRecord: Sendable {
    /// The 16 bytes of its id.
    package let id: [UInt8]
    /// Who did it; nil for the program and for anyone who was not signed in.
    package let actorID: User.ID?
    /// The record itself.
    package let content: any JSONWritable & Sendable

    /// A record of an id.
    package init<Entity>(_ id: Identifier<Entity>, by actorID: User.ID?, _ content: any JSONWritable & Sendable) {
        self.id = id.bytes
        self.actorID = actorID
        self.content = content
    }
}
