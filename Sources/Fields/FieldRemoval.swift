import CRM
import FoundationEssentials
import Frame
import Leads
import MariaDB

/// Deletes fields with their values, some at a time: a field is hidden first, and gone once no record has a value of it. What a request does
/// not finish, the worker does.
struct FieldRemoval {
    /// How long a request deletes values.
    static let patience: Duration = .seconds(4)
    /// How many records are changed in one transaction.
    private static let batch = 200

    private let connection: Connection
    private let store: CustomFieldStore

    init(_ connection: Connection) {
        self.connection = connection
        store = CustomFieldStore(connection)
    }

    /// How many records have a value of a field, or one of its options.
    func uses(of field: CustomField, option: String? = nil) throws -> Int {
        switch field.subject {
        case .lead: try LeadStore(connection).uses(of: field, option: option)
        case .customer: try CustomerStore(connection).uses(of: field, option: option)
        }
    }

    /// Deletes values of a field until none is left, and then the field, or until a moment.
    func run(_ field: CustomField, at now: Date, until end: ContinuousClock.Instant) throws {
        while try clearSome(of: field, at: now) > 0 { if ContinuousClock.now > end { return } }
    }

    /// Deletes some values of a field that is being deleted; 0 when nothing is left to be deleted.
    func runSome(at now: Date) throws -> Int {
        guard let field = try store.removed().first else { return 0 }
        return try max(clearSome(of: field, at: now), 1)
    }

    private func clearSome(of field: CustomField, at now: Date) throws -> Int {
        try connection.transaction {
            let fields = CustomFieldSet(try store.all().filter { $0.subject == field.subject })
            let count =
                switch field.subject {
                case .lead:
                    try LeadStore(connection).clear(field, among: fields, atMost: Self.batch, at: now)
                case .customer:
                    try CustomerStore(connection).clear(field, among: fields, atMost: Self.batch, at: now)
                }
            if count == 0 {
                try store.delete(field)
                try LeadRescore.ask(afterDeletionOf: field, on: connection)
            }
            return count
        }
    }
}
