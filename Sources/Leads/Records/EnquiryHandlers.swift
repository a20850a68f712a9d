import Accounts
import FoundationEssentials
import HTTP
import Platform
package import Routing

/// The handlers of a lead's enquiries.
enum EnquiryHandlers {
    @Sendable static func list(_ input: EnquiryListInput, _ context: Context) throws -> Reply<EnquiryPage> {
        let found = try LeadStore(context.connection).enquiries(input.page, of: input.lead)
        guard found.total > 0 else { throw APIError.notFound }
        return Reply(
            EnquiryPage(
                enquiries: found.enquiries, total: found.total, page: input.page.number, perPage: input.page.size,
                pages: input.page.count(for: found.total)))
    }

    @Sendable static func resume(_ input: EnquiryReference, _ context: Context) throws -> ResumeDownload {
        let enquiry = try LeadStore(context.connection).enquiry(input.id, of: input.lead)
        guard let resume = enquiry?.resume else { throw APIError.notFound }
        if context.request.method == .get {
            try context.audit.add(.resumeRead, of: AuditEvent.Target("enquiry", input.id.text))
        }
        return ResumeDownload(of: resume, in: context)
    }
}

/// The lead whose enquiries to list, and the page.
struct EnquiryListInput: Input {
    let lead: Lead.ID
    let page: Page

    static let declaration = InputDeclaration(path: [LeadFields.id.pathParameter], query: Page.parameters)

    init(reading input: InputReader) throws {
        lead = try input.path(LeadFields.id)
        page = try Page(reading: input)
        try input.check()
    }
}

/// Which enquiry of which lead is meant.
struct EnquiryReference: Input {
    let lead: Lead.ID
    let id: Enquiry.ID

    private static let id = Field("enquiry_id", Rule<Enquiry.ID>.identifier())

    static let declaration = InputDeclaration(path: [LeadFields.id.pathParameter, id.pathParameter])

    init(reading input: InputReader) throws {
        lead = try input.path(LeadFields.id)
        id = try input.path(Self.id)
    }
}

/// A page of a lead's enquiries.
package struct EnquiryPage: JSONWritable, Described {
    let enquiries: [Enquiry]
    let total: Int
    let page: Int
    let perPage: Int
    let pages: Int

    /// Writes the page.
    package func write(to object: inout JSONObjectWriter) {
        object.add("enquiries", enquiries)
        object.add("total", total)
        object.add("page", page)
        object.add("per_page", perPage)
        object.add("pages", pages)
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "EnquiryPage",
        [
            .required("enquiries", .array(of: Enquiry.schema)), .required("total", .integer(0...Int(Int32.max))),
            .required("page", .integer(1...)), .required("per_page", .integer(1...100)),
            .required("pages", .integer(0...Int(Int32.max))),
        ])
}
