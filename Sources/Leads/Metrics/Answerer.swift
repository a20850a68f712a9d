import Frame
import MariaDB
import Values

/// Whose answers to leads are counted together: those of an owner, or those to leads of a source.
enum Answerer: Hashable, Sendable {
    case owner(User.ID?)
    /// The bytes of the text.
    case source([UInt8]?)

    /// Its bytes in the database.
    var value: [UInt8] {
        switch self {
        case .owner(let id): id?.bytes ?? []
        case .source(let text): text.map { [UInt8(ascii: "=")] + $0 } ?? []
        }
    }

    /// The source that `value` wrote.
    static func source(in value: [UInt8]) -> [UInt8]? { value.isEmpty ? nil : Array(value.dropFirst()) }

    /// The owner that `value` wrote.
    ///
    /// - Throws: `.undecodable` for bytes that are no id.
    static func owner(in value: [UInt8]) throws(DatabaseError) -> User.ID? {
        if value.isEmpty { return nil }
        guard let id = User.ID(bytes: value) else { throw DatabaseError(.undecodable(column: "value")) }
        return id
    }
}
