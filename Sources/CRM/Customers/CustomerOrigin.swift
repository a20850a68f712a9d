package import FoundationEssentials
package import Frame
import MariaDB
package import Routing
import Storage
package import Values

/// Makes a customer of a lead, for the domain of leads.
package struct CustomerOrigin {
    private let store: CustomerStore
    private let audit: AuditTrail

    /// Customers that a request's lead becomes.
    package init(_ context: Context) {
        store = CustomerStore(context.connection)
        audit = context.audit
    }

    /// The customer that a lead became: a new one, or else the active one with the same e-mail or document, unchanged but for the
    /// lead of origin if it has none yet. Call inside the transaction of the lead.
    ///
    /// - Throws: `DatabaseError` `.missingReference` for an owner who does not exist; what `AuditTrail` throws.
    package func customer(
        _ details: CustomerDetails, from lead: Identifier<Customer.Origin>, at now: Date
    ) throws -> Customer {
        let id = Customer.ID(at: now)
        do {
            // Adding first, and looking only when that fails, takes no lock that another conversion could wait for.
            try store.add(details, as: id, from: lead, at: now)
            try audit.add(.customerCreated, of: .customer(id), at: now)
            return try found(id)
        } catch let error as DatabaseError {
            guard Self.isTaken(error) else { throw error }
            let known = try store.find(
                activeEmail: details[.email].flatMap { EmailAddress($0) },
                document: details[.document].flatMap { TaxDocument($0) })
            guard let known else { throw error }
            guard try store.link(known.id, to: lead, at: now) else { return known }
            try audit.add(.customerUpdated, of: .customer(known.id), changes: ["lead_id": .untoldChange], at: now)
            return try found(known.id)
        }
    }

    private static func isTaken(_ error: DatabaseError) -> Bool {
        guard case .duplicateEntry(let key) = error.code else { return false }
        return key.hasSuffix("customers_active_email") || key.hasSuffix("customers_active_document")
    }

    private func found(_ id: Customer.ID) throws -> Customer {
        guard let customer = try store.find(id) else { throw APIError.internalError }
        return customer
    }
}

/// Additional fields of a customer; each by the rules of customers.
package struct CustomerAdditions {
    private let name: String?
    private let values: CustomerChange.Values
    private let named: NamedValues
    private let reader: InputReader

    /// All that may be said.
    package static var members: [Schema.Member] { CustomerFields.detailMembers }

    /// Reads them, from content that was read or from none.
    package init(reading input: InputReader) {
        reader = input
        name = input.replacement(CustomerFields.name)
        values = CustomerChange.Values(reading: input)
        named = NamedValues(reading: input)
    }

    /// The values of own fields; the last ones to be read, so every fault of the request is known now.
    ///
    /// - Throws: `APIError` 422; `DatabaseError`.
    package func custom(in context: Context) throws -> CustomChanges {
        let changes = try context.changes(named, of: .customer, noting: reader)
        try reader.check()
        return changes
    }

    /// The fields known by then.
    package func applied(to details: CustomerDetails, _ custom: CustomChanges) -> CustomerDetails {
        var all = details
        if let name { all.name = name }
        values.apply(to: &all)
        custom.apply(to: &all.custom)
        return all
    }
}
