import FoundationEssentials
import Frame
import HTTP
import Routing
import Storage
package import Values

/// The handlers of a lead's enquiries.
enum EnquiryHandlers {
    @Sendable static func list(_ input: EnquiryListInput, _ context: Context) throws -> Reply<PageOf<Enquiry>> {
        let found = try LeadStore(context.connection).enquiries(input.page, of: input.lead)
        guard found.total > 0 else { throw APIError.notFound }
        return Reply(PageOf(found.enquiries, total: found.total, input.page))
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

extension Enquiry: Paged {
    /// `enquiries`
    package static let pageForm = PageForm("EnquiryPage", of: "enquiries")
}
