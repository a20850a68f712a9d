import CRM
import FoundationEssentials
import Frame
import MariaDB
import Routing
import Serving
import Storage
import Values

/// The handlers of the ledger of consents.
///
/// Source: SPEC section 14, "Consents".
enum ConsentHandlers {
    @Sendable static func ofLead(_ input: LeadReference, _ context: Context) throws -> Reply<ConsentLedger> {
        let store = ConsentStore(context.connection)
        guard let person = try store.person(of: input.id) else { throw APIError.notFound }
        return Reply(ConsentLedger(consents: try store.entries(of: person)))
    }

    @Sendable static func ofCustomer(_ input: CustomerReference, _ context: Context) throws -> Reply<ConsentLedger> {
        guard try CustomerStore(context.connection).find(input.id) != nil else { throw APIError.notFound }
        return Reply(ConsentLedger(consents: try ConsentStore(context.connection).entries(of: .customer(input.id))))
    }

    @Sendable static func addToLead(
        _ input: ConsentInput.OfLead, _ context: Context
    ) throws -> Reply<ConsentReply> {
        try add(input.said, to: .lead(input.id), context)
    }

    @Sendable static func addToCustomer(
        _ input: ConsentInput.OfCustomer, _ context: Context
    ) throws -> Reply<ConsentReply> {
        try add(input.said, to: .customer(input.id), context)
    }

    private static func add(
        _ said: ConsentInput.Said, to record: Consent.Record, _ context: Context
    ) throws -> Reply<ConsentReply> {
        let store = ConsentStore(context.connection)
        return try context.connection.transaction {
            guard let person = try store.hold(record) else { throw APIError.notFound }
            let now = Date()
            let consent = Consent(of: record, said, requestID: context.requestID, at: now)
            try store.add([consent])
            try store.settle(person)
            try context.audit.add(.consentRecorded, of: record.target, at: now)
            let message = Text("Consent recorded.", pt: "Consentimento registrado.").wording(in: context.language)
            let reply = Reply(ConsentReply(message: message, consent: consent))
            try context.idempotency?.complete(with: reply)
            return reply
        }
    }
}

extension Consent.Record {
    /// It in the audit.
    fileprivate var target: AuditEvent.Target {
        switch self {
        case .lead(let id): .lead(id)
        case .customer(let id): AuditEvent.Target("customer", id.text)
        }
    }
}

extension AuditEvent.Action {
    /// Staff recorded that a person agreed to something, or refused it.
    static let consentRecorded = Self("consent.recorded")
}

/// The ledger of a person.
struct ConsentLedger: Shaped {
    /// Newest first, at most ``ConsentStore/longestList``.
    let consents: [Consent]

    /// The shape of SPEC section 14.
    static let shape = Shape<ConsentLedger>("ConsentLedger", [.list("consents") { $0.consents }])
}

/// The answer to a new entry.
struct ConsentReply: Shaped {
    let message: String
    let consent: Consent

    /// The entry under its name.
    static let shape = Shape<ConsentReply>(
        "ConsentReply", [.text("message") { $0.message }, .one("consent") { $0.consent }])
}

/// Which customer is meant.
struct CustomerReference: Input {
    let id: Customer.ID

    static let id = Field("id", Rule<Customer.ID>.identifier())
    static let declaration = InputDeclaration(path: [id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(Self.id)
    }
}

/// What staff say of a consent.
enum ConsentInput {
    /// What a person agreed to or refused, in which words.
    struct Said: Sendable {
        let purpose: String
        let isGiven: Bool
        let text: String

        private static let purpose = Field(
            "purpose", Rule<String>.purpose, summary: "What for; the same as in forms, such as `marketing`.")
        private static let isGiven = Field(
            "is_given", Rule<Bool>.boolean, summary: "False when a person refuses or withdraws it.")
        private static let text = Field(
            "text", Rule<String>.text(1...2_000), summary: "The words that the person read, heard or wrote.")

        static let schema = Schema.object("ConsentInput", [purpose.required, isGiven.required, text.required])

        /// Reads it from JSON content.
        init(reading input: InputReader) throws {
            try input.readJSON()
            (purpose, isGiven, text) = try input.checked(
                input.required(Self.purpose), input.required(Self.isGiven), input.required(Self.text))
        }
    }

    /// Said of a lead.
    struct OfLead: Input {
        let id: Lead.ID
        let said: Said

        static let declaration = InputDeclaration.json(Said.schema, path: [LeadFields.id.pathParameter])

        init(reading input: InputReader) throws {
            id = try input.path(LeadFields.id)
            said = try Said(reading: input)
        }
    }

    /// Said of a customer.
    struct OfCustomer: Input {
        let id: Customer.ID
        let said: Said

        static let declaration = InputDeclaration.json(Said.schema, path: [CustomerReference.id.pathParameter])

        init(reading input: InputReader) throws {
            id = try input.path(CustomerReference.id)
            said = try Said(reading: input)
        }
    }
}
