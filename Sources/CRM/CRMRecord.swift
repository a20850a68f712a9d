import FoundationEssentials
import HTTP
import MariaDB
import Routing
import Storage
import Values

/// A resource that staff create, change, put out of use and delete; each of its versions has an entity tag.
protocol CRMRecord: CRMResource, Equatable {
    associatedtype Store: CRMRecordStore<Self>

    var id: Identifier<Self> { get }
    var isActive: Bool { get set }
    var eTag: EntityTag { get }
    /// What may be done to it.
    static var deeds: RecordDeeds { get }

    /// The changes since an earlier version, as the audit keeps them.
    func auditChanges(since before: Self) -> Members<JSON>
    /// The answer to a failure of the database; what is not of this resource stays as it is.
    static func answering(_ error: any Error) -> any Error
}

/// The records of one type in the database.
protocol CRMRecordStore<Record> {
    associatedtype Record

    init(_ connection: Connection)
    /// The record of an id.
    func find(_ id: Identifier<Record>) throws(DatabaseError) -> Record?
    /// The record of an id, which stays as read until the transaction ends.
    func hold(_ id: Identifier<Record>) throws(DatabaseError) -> Record?
    /// Updates a record if its version is unchanged; false if it has changed.
    func update(_ record: Record, at now: Date) throws(DatabaseError) -> Bool
    /// Deletes a record if its version is unchanged; false if it has changed.
    func remove(_ record: Record) throws(DatabaseError) -> Bool
}

/// What may be done to a record: how the audit calls each deed, and what the client reads of it.
struct RecordDeeds {
    typealias Deed = (action: AuditEvent.Action, message: Text)

    let creation: Deed
    let update: Deed
    let activation: Deed
    let deactivation: Deed
    let deletion: Deed
    /// Why a record that transactions name is not deleted.
    let stillReferenced: Text
}

/// Which record is meant.
struct RecordReference<Record: CRMRecord>: Input {
    let id: Identifier<Record>

    static var declaration: InputDeclaration { InputDeclaration(path: [field.pathParameter]) }
    private static var field: Field<Identifier<Record>> { Field("id", Rule.identifier()) }

    init(reading input: InputReader) throws {
        id = try input.path(Self.field)
    }
}

/// Which record is to go, and whether for good.
struct RecordRemoval<Record: CRMRecord>: Input {
    let id: Identifier<Record>
    let isHard: Bool

    static var declaration: InputDeclaration {
        InputDeclaration(
            path: RecordReference<Record>.declaration.path, query: ListFields.hardDelete.queryParameters())
    }

    init(reading input: InputReader) throws {
        id = try RecordReference<Record>(reading: input).id
        let isHard = try input.query(ListFields.hardDelete)
        try input.check()
        self.isHard = isHard ?? false
    }
}
