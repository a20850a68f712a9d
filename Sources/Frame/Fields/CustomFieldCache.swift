package import MariaDB
package import Routing

/// All own fields, as they were at a version.
package struct CustomFields: Sendable {
    /// Changes with every change of a field.
    package let version: Int
    private let leads: CustomFieldSet
    private let customers: CustomFieldSet

    /// Fields in their order.
    package init(_ fields: [CustomField], version: Int) {
        self.version = version
        leads = CustomFieldSet(fields.filter { $0.subject == .lead })
        customers = CustomFieldSet(fields.filter { $0.subject == .customer })
    }

    /// Those of leads, or of customers.
    package subscript(subject: CustomField.Subject) -> CustomFieldSet {
        switch subject {
        case .lead: leads
        case .customer: customers
        }
    }
}

/// One thread's cache of the own fields. For one thread.
package final class CustomFieldCache {
    /// How long their version is not asked for.
    package static let lifetime = VersionedCache<CustomFields>.lifetime

    private let cache: VersionedCache<CustomFields>

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - revision: a number that changes with every change of a field on the host.
    ///   - now: the clock.
    package init(revision: @escaping () -> UInt64, now: @escaping () -> ContinuousClock.Instant = { .now }) {
        cache = VersionedCache(revision: revision, now: now)
    }

    /// The fields, remembered or read.
    ///
    /// - Throws: `DatabaseError`.
    package func fields(_ connection: Connection) throws(DatabaseError) -> CustomFields {
        let store = CustomFieldStore(connection)
        return try cache.value { () throws(DatabaseError) in
            try store.version()
        } _: { (version) throws(DatabaseError) in
            CustomFields(try store.all(), version: version)
        }
    }
}

extension Context {
    /// The own fields of leads, or of customers, at most three seconds old; seldom a round trip.
    ///
    /// - Throws: `DatabaseError`.
    package func fields(of subject: CustomField.Subject) throws -> CustomFieldSet {
        try resources.fields.fields(connection)[subject]
    }

    /// The changes that a request's values ask for; without any, no field is read.
    ///
    /// - Throws: `DatabaseError`; `APIError` 400 for a form that gives a field twice which has one value.
    package func changes(_ values: NamedValues, of subject: CustomField.Subject, noting input: InputReader) throws
        -> CustomChanges
    {
        guard !values.isEmpty else { return .none }
        let fields = try fields(of: subject)
        try fields.refuseRepetitions(in: input)
        return values.changes(of: fields, noting: input)
    }
}
