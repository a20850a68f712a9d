import CRM
import Environment
import FoundationEssentials
import Frame
import HTTP
import MariaDB
package import Routing
import Serving
import Storage
import Values

/// A lead becomes a customer.
///
/// Source: SPEC section 5, `POST /api/v1/leads/{id}/convert`.
extension LeadHandlers {
    /// Lead, customer, history and audit are one transaction. The lead is locked first, so of two concurrent conversions one waits and
    /// then finds it converted.
    @Sendable static func convert(_ input: LeadConversionInput, _ context: Context) throws -> Reply<LeadConversion> {
        try context.require(.manageCustomers)
        let store = LeadStore(context.connection)
        let rules = try context.scoreRules()
        let clock = try context.responseClock()
        let custom = try input.customer.custom(in: context)
        for _ in 0..<tries {
            let lead = try current(input.id, context)
            guard lead.status.canConvert else {
                throw APIError.conflict(
                    Text(
                        "A lead with status \(lead.status.rawValue) cannot be converted.",
                        pt: "Um lead em \(lead.status.rawValue) não pode ser convertido."))
            }
            var converted = lead
            converted.status = .converted
            converted.score = LeadScore(of: converted, by: rules, clock: context.service.settings.clock).score
            let now = Date()
            clock.settle(&converted, from: lead, at: now)
            do {
                let reply: Reply<LeadConversion>? = try context.connection.transaction {
                    guard try store.update(converted, at: now) else { return nil }
                    var details = lead.customerDetails
                    details.custom = try lead.customerValues(in: context)
                    details = input.customer.applied(to: details, custom)
                    guard let origin = Identifier<Customer.Origin>(lead.id.text) else { throw APIError.internalError }
                    var customer = try CustomerOrigin(context).customer(details, from: origin, at: now)
                    try store.setCustomer(customer.id, of: lead.id)
                    converted.customerID = customer.id
                    try LeadHistoryStore(context.connection).add(
                        LeadChanges(from: lead, to: converted), of: lead, by: context.caller?.id, at: now)
                    try context.audit.add(
                        .leadConverted, of: .lead(lead.id),
                        changes: ["customer_id": .change(from: .null, to: .string(customer.id.text))], at: now)
                    if try ConsentStore(context.connection).settle(.customer(customer.id)),
                        let agreeing = try CustomerStore(context.connection).find(customer.id)
                    {
                        customer = agreeing
                    }
                    guard let kept = try store.find(lead.id) else { throw APIError.internalError }
                    let message = Text("Lead converted.", pt: "Lead convertido.").wording(in: context.language)
                    let reply = Reply(LeadConversion(message: message, customer: customer, lead: kept))
                    try context.idempotency?.complete(with: reply)
                    return reply
                }
                if let reply { return reply }
            } catch {
                throw CustomerFault.answering(error)
            }
        }
        throw APIError.busy
    }

    @Sendable static func customerHistory(
        _ input: CustomerHistoryInput, _ context: Context
    ) throws -> Reply<PageOf<LeadEvent>> {
        guard try CustomerStore(context.connection).find(input.id) != nil else { throw APIError.notFound }
        let found = try LeadHistoryStore(context.connection).page(input.page, ofCustomer: input.id)
        return Reply(PageOf(found.events, total: found.total, input.page))
    }
}

extension Lead {
    /// The fields of the customer that the lead becomes.
    var customerDetails: CustomerDetails {
        // A name of a lead may be a character longer than a customer's.
        let name = String(String.UnicodeScalarView(contact.name.unicodeScalars.prefix(200)))
        var details = CustomerDetails(name: name)
        details[.email] = contact.email
        details[.phone] = contact.phone
        details[.companyName] = contact[.businessName]
        details.ownerID = ownerID
        return details
    }

    /// The values of the own fields that customers have under the same key, of the same kind.
    ///
    /// Source: SPEC section 12.
    fileprivate func customerValues(in context: Context) throws -> CustomValues {
        guard !contact.custom.isEmpty else { return CustomValues() }
        let (own, theirs) = (try context.fields(of: .lead), try context.fields(of: .customer))
        var members: Members<JSON> = [:]
        for (key, value) in contact.custom.members where own[key]?.kind == theirs[key]?.kind { members[key] = value }
        return CustomValues(members, of: theirs)
    }
}

extension AuditEvent.Action {
    /// A lead became a customer.
    static let leadConverted = Self("lead.converted")
}

/// The lead to convert, and additional fields of the customer.
struct LeadConversionInput: Input {
    let id: Lead.ID
    let customer: CustomerAdditions

    static let declaration = InputDeclaration.json(
        .object("LeadConversionInput", CustomerAdditions.members), path: [LeadFields.id.pathParameter])

    init(reading input: InputReader) throws {
        id = try input.path(LeadFields.id)
        if (input.request.contentLength ?? 0) > 0 { try input.readJSON() }
        customer = CustomerAdditions(reading: input)
    }
}

/// The result of a conversion.
package struct LeadConversion: JSONWritable, Described {
    let message: String
    let customer: Customer
    let lead: Lead

    /// Writes both as they are now.
    package func write(to object: inout JSONObjectWriter) {
        object.add("message", message)
        object.add("customer", customer)
        object.add("lead", lead)
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "LeadConversion",
        [.required("message", .string), .required("customer", Customer.schema), .required("lead", Lead.schema)])
}

/// The record whose history to list, and the page.
struct CustomerHistoryInput: Input {
    let id: Customer.ID
    let page: Page

    private static let id = Field("id", Rule<Customer.ID>.identifier())

    static let declaration = InputDeclaration(path: [id.pathParameter], query: Page.parameters)

    init(reading input: InputReader) throws {
        id = try input.path(Self.id)
        page = try Page(reading: input)
        try input.check()
    }
}
