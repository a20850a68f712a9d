import CRM
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Values

/// The ledger of consents in the database: entries are added, never changed.
struct ConsentStore {
    /// The most entries of a person that are listed: the newest.
    static let longestList = 1_000

    let connection: Connection

    /// The ledger that a connection reaches.
    init(_ connection: Connection) {
        self.connection = connection
    }

    static let columns: SQL = """
        consents.id, consents.lead_id, consents.customer_id, consents.at, consents.purpose, consents.is_given,
        consents.text, consents.text_sha256, consents.channel, consents.request_id
        """

    /// Adds entries.
    func add(_ entries: [Consent]) throws(DatabaseError) {
        for part in entries.statementSized {
            let rows = part.map { entry -> SQL in
                """
                (\(entry.id), \(entry.record.lead), \(entry.record.customer), \(entry.at), \(entry.purpose),
                  \(entry.isGiven), \(entry.text), \(entry.textDigest), \(entry.channel), \(entry.requestID))
                """
            }
            try connection.execute(
                """
                INSERT INTO consents (
                  id, lead_id, customer_id, at, purpose, is_given, text, text_sha256, channel, request_id)
                VALUES \(rows.joined(separator: ", "))
                """)
        }
    }

    /// Whose the consents of a lead are: the customer's that it became, else its own; nil when there is no such lead.
    func person(of lead: Lead.ID) throws(DatabaseError) -> Consent.Record? {
        try connection.fetchFirst(
            """
            SELECT id, customer_id
            FROM leads
            WHERE id = \(lead)
            """, as: Person.self)?.record
    }

    /// The same, whose ledger no one else adds to until the transaction ends.
    func hold(_ record: Consent.Record) throws(DatabaseError) -> Consent.Record? {
        switch record {
        case .lead(let lead):
            let person = try connection.fetchFirst(
                """
                SELECT id, customer_id
                FROM leads
                WHERE id = \(lead)
                FOR UPDATE
                """, as: Person.self)?.record
            guard case .customer(let customer)? = person else { return person }
            return try hold(.customer(customer))
        case .customer(let customer):
            // Leads before their customer, as when a lead becomes one.
            let _: [Person] = try connection.fetchAll(
                """
                SELECT id, customer_id
                FROM leads
                WHERE customer_id = \(customer)
                ORDER BY id
                FOR UPDATE
                """)
            return try CustomerStore(connection).hold(customer).map { .customer($0.id) }
        }
    }

    private struct Person: RowDecodable {
        let record: Consent.Record

        init(row: borrowing Row) throws(DatabaseError) {
            let customer: Customer.ID? = try row["customer_id"]
            record = if let customer { .customer(customer) } else { .lead(try row["id"]) }
        }
    }

    /// The entries of a person, newest first: of a customer those of all leads that became it, too. With what nothing has followed from yet.
    func entries(of person: Consent.Record) throws(DatabaseError) -> [Consent] {
        // These first: what is recorded meanwhile is read with the others then.
        let submitted = try entries(of: submissions(of: person))
        let stored: [Consent] = try connection.fetchAll(
            """
            \(Self.rows(of: person))
            ORDER BY at DESC, id DESC
            LIMIT \(Self.longestList)
            """)
        let known = Set(stored.map(\.id))
        let waiting = submitted.filter { !known.contains($0.id) }
        let all = (stored + waiting).sorted { one, other in
            one.at == other.at ? other.id.bytes.lexicographicallyPrecedes(one.id.bytes) : one.at > other.at
        }
        return Array(all.prefix(Self.longestList))
    }

    private static func rows(of person: Consent.Record) -> SQL {
        switch person {
        case .lead(let lead):
            """
            SELECT \(columns)
            FROM consents
            WHERE lead_id = \(lead)
            """
        case .customer(let customer):
            """
            SELECT \(columns)
            FROM consents
            WHERE customer_id = \(customer)
            UNION ALL
            SELECT \(columns)
            FROM leads
            JOIN consents ON consents.lead_id = leads.id
            WHERE leads.customer_id = \(customer)
            """
        }
    }

    /// The submissions of a person that agree to something and that nothing has followed from yet.
    private func submissions(of person: Consent.Record) throws(DatabaseError) -> [FormSubmission] {
        let isTheirs: SQL =
            switch person {
            case .lead(let lead): "leads.id = \(lead)"
            case .customer(let customer): "leads.customer_id = \(customer)"
            }
        return try connection.fetchAll(
            """
            SELECT leads.id, leads.id AS lead_id, leads.form, leads.form_id, leads.form_version, leads.consents,
              leads.created_at
            FROM leads
            WHERE \(isTheirs) AND leads.follow_up = 'new' AND leads.consents IS NOT NULL
            UNION ALL
            SELECT enquiries.id, enquiries.lead_id, enquiries.form, enquiries.form_id, enquiries.form_version,
              enquiries.consents, enquiries.created_at
            FROM leads
            JOIN enquiries ON enquiries.lead_id = leads.id
            WHERE \(isTheirs) AND enquiries.follow_up = 'new' AND enquiries.consents IS NOT NULL
            """)
    }

    /// What submissions agreed to, in the words of their forms.
    func entries(of submissions: [FormSubmission]) throws(DatabaseError) -> [Consent] {
        guard !submissions.isEmpty else { return [] }
        let forms = try FormStore(connection).versions(Array(Set(submissions.compactMap(\.through))))
        return submissions.flatMap { submission -> [Consent] in
            guard let through = submission.through, let form = forms[through], let said = submission.consents else {
                return []
            }
            return form.definition.consents.compactMap { consent in
                said.given[consent.purpose].map { isGiven in
                    Consent(
                        of: submission, consent, isGiven: isGiven, in: said.language,
                        channel: "form:\(form.slug)@\(form.version)", requestID: said.requestID)
                }
            }
        }
    }

    /// Writes what a person agrees to by now where their leads and the customer show it. Call after `hold`, in its transaction.
    ///
    /// - Parameter versioned: leads that the transaction makes another version of anyhow.
    /// - Returns: false when they were never asked for anything; nothing is written then.
    @discardableResult
    func settle(_ person: Consent.Record, versioned: [Lead.ID] = []) throws(DatabaseError) -> Bool {
        var current = CurrentConsents()
        for entry in try entries(of: person) { current.note(entry.isGiven, for: entry.purpose) }
        guard current != CurrentConsents() else { return false }
        let isTheirs: SQL =
            switch person {
            case .lead(let lead): "leads.id = \(lead)"
            case .customer(let customer): "leads.customer_id = \(customer)"
            }
        let step: SQL = versioned.isEmpty ? "1" : "IF(leads.id IN (\(list: versioned)), 0, 1)"
        try connection.execute(
            """
            UPDATE leads
            SET agreed = JSON_MERGE_PATCH(COALESCE(agreed, '{}'), \(current.stored)), version = version + \(step)
            WHERE \(isTheirs)
            """)
        if case .customer(let customer) = person {
            try CustomerStore(connection).setConsents(current, of: customer)
        }
        return true
    }

    /// Moves the entries of a lead that is deleted to the customer that it became.
    func move(from lead: Lead.ID, to customer: Customer.ID) throws(DatabaseError) {
        try connection.execute(
            """
            UPDATE consents
            SET lead_id = NULL, customer_id = \(customer)
            WHERE lead_id = \(lead)
            """)
    }

    /// Takes the entries of a lead that was put aside along to the lead that its submission is part of now: itself, or another of its address.
    ///
    /// Call in the transaction that brings it back.
    func bringBack(_ kept: Lead.ID, to lead: Lead.ID) throws(DatabaseError) {
        let isKnown: Bool? = try connection.fetchValue("SELECT EXISTS (SELECT 1 FROM consents WHERE lead_id = \(kept))")
        guard isKnown == true, let person = try hold(.lead(lead)) else { return }
        if kept != lead {
            try connection.execute("UPDATE consents SET lead_id = \(lead) WHERE lead_id = \(kept)")
        }
        try settle(person)
    }
}

extension Consent.Record {
    /// The lead that it is.
    var lead: Lead.ID? {
        if case .lead(let id) = self { id } else { nil }
    }

    /// The customer that it is.
    var customer: Customer.ID? {
        if case .customer(let id) = self { id } else { nil }
    }
}
