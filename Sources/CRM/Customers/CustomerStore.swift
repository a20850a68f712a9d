package import FoundationEssentials
import Frame
package import MariaDB
package import Values

/// The customers in the database.
///
/// Every operation may be part of a caller's transaction.
package struct CustomerStore {
    let connection: Connection

    /// The customers that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        customers.id, customers.name, \(detailColumns), customers.owner_id, customers.lead_id, customers.is_active,
        customers.balance, customers.custom, customers.custom_words, customers.agreed, customers.version, customers.created_at,
        customers.updated_at
        """

    /// The customer of an id.
    package func find(_ id: Customer.ID) throws(DatabaseError) -> Customer? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM customers
            WHERE id = \(id)
            """)
    }

    /// The customer of an id, who stays as read until the transaction ends.
    package func hold(_ id: Customer.ID) throws(DatabaseError) -> Customer? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM customers
            WHERE id = \(id)
            FOR UPDATE
            """)
    }

    /// The active customer whose e-mail or else document it is; held until the transaction ends, when there is one.
    package func find(
        activeEmail email: EmailAddress?, document: TaxDocument? = nil
    ) throws(DatabaseError) -> Customer? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM customers
            WHERE active_email = \(email?.text) OR active_document = \(document?.text)
            ORDER BY active_email = \(email?.text) DESC, id
            LIMIT 1
            FOR UPDATE
            """)
    }

    /// The active customer of a telephone number, in whichever of its spellings; of several the oldest.
    package func find(activePhones phones: [PhoneNumber]) throws(DatabaseError) -> Customer.ID? {
        guard !phones.isEmpty else { return nil }
        return try connection.fetchValue(
            """
            SELECT id
            FROM customers
            WHERE phone IN (\(list: phones.map(\.text))) AND is_active = TRUE
            ORDER BY created_at, id
            LIMIT 1
            """)
    }

    /// Inserts a customer, active by default, perhaps converted from a lead.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` for an active customer with the e-mail or document of another and for a lead that became one
    ///   already, `.missingReference` for an owner or lead that does not exist. `CustomerFault` says it to a client.
    package func add(
        _ details: CustomerDetails, isActive: Bool = true, as id: Customer.ID,
        from lead: Identifier<Customer.Origin>? = nil, at now: Date
    ) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO customers (
              id, name, \(Self.detailNames), owner_id, lead_id, is_active, custom, custom_words, created_at,
              updated_at)
            VALUES (
              \(id), \(details.name), \(list: CustomerDetail.all.map { details[$0] }), \(details.ownerID), \(lead),
              \(isActive), \(details.custom.stored), \(details.custom.words), \(now), \(now))
            """)
    }

    /// Notes that a lead became this customer, unless another did.
    ///
    /// - Returns: false when the customer is not there or came from a lead already.
    /// - Throws: `DatabaseError`, as `add` does for the lead.
    package func link(
        _ id: Customer.ID, to lead: Identifier<Customer.Origin>, at now: Date
    ) throws(DatabaseError) -> Bool {
        let changed = try connection.execute(
            """
            UPDATE customers
            SET lead_id = \(lead), updated_at = \(now), version = version + 1
            WHERE id = \(id) AND lead_id IS NULL
            """)
        return changed == 1
    }

    /// Adds to what a customer agrees to; answers of an earlier time are replaced.
    package func setConsents(_ consents: CurrentConsents, of id: Customer.ID) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE customers
            SET agreed = JSON_MERGE_PATCH(COALESCE(agreed, '{}'), \(consents.stored)), version = version + 1
            WHERE id = \(id)
            """)
    }

    /// Updates the customer if its version is unchanged.
    ///
    /// - Returns: false if its version has changed; nothing is written then.
    /// - Throws: `DatabaseError`, as `add` does.
    package func update(_ customer: Customer, at now: Date) throws(DatabaseError) -> Bool {
        let details = customer.details
        let changed = try connection.execute(
            """
            UPDATE customers
            SET name = \(details.name), \(Self.assignments(of: details)), owner_id = \(details.ownerID),
              is_active = \(customer.isActive), custom = \(details.custom.stored),
              custom_words = \(details.custom.words), updated_at = \(now), version = version + 1
            WHERE id = \(customer.id) AND version = \(customer.version)
            """)
        return changed == 1
    }

    /// Deletes the customer with its interactions if its version is unchanged.
    ///
    /// - Returns: false if its version has changed or it was removed; nothing is written then.
    /// - Throws: `DatabaseError` `.stillReferenced` for one who has transactions.
    package func remove(_ customer: Customer) throws(DatabaseError) -> Bool {
        let removed = try connection.execute(
            """
            DELETE FROM customers
            WHERE id = \(customer.id) AND version = \(customer.version)
            """)
        return removed == 1
    }
}
