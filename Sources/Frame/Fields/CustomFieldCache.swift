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

/// One thread's cache of the own fields, which are read again when their version has changed. For one thread.
///
/// A change on this host applies immediately, since it changes the revision; one elsewhere within three seconds.
package final class CustomFieldCache {
    /// How long their version is not asked for.
    package static let lifetime: Duration = .seconds(3)

    private let revision: () -> UInt64
    private let now: () -> ContinuousClock.Instant
    private var known: (fields: CustomFields, revision: UInt64, readAt: ContinuousClock.Instant)?

    /// An empty cache.
    ///
    /// - Parameters:
    ///   - revision: a number that changes with every change of a field on the host.
    ///   - now: the clock.
    package init(revision: @escaping () -> UInt64, now: @escaping () -> ContinuousClock.Instant = { .now }) {
        self.revision = revision
        self.now = now
    }

    /// The fields, remembered or read.
    ///
    /// - Throws: `DatabaseError`.
    package func fields(_ connection: Connection) throws(DatabaseError) -> CustomFields {
        // Before reading: a change meanwhile must end what was read.
        let (revision, moment) = (revision(), now())
        if let known, known.revision == revision, known.readAt.duration(to: moment) < Self.lifetime {
            return known.fields
        }
        let store = CustomFieldStore(connection)
        let version = try store.version()
        // Read after the version: a change in between is found by the next version.
        let fields =
            if let known, known.fields.version == version { known.fields } else {
                CustomFields(try store.all(), version: version)
            }
        known = (fields, revision, moment)
        return fields
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
    /// - Throws: `DatabaseError`.
    package func changes(_ values: NamedValues, of subject: CustomField.Subject, noting input: InputReader) throws
        -> CustomChanges
    {
        values.isEmpty ? .none : values.changes(of: try fields(of: subject), noting: input)
    }
}
