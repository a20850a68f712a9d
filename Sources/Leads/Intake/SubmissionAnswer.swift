import FoundationEssentials
package import HTTP
package import Routing
import Values

/// The response to a submission, by its form.
package enum SubmissionAnswer: Answer {
    case form(FormReceipt)
    case partner(PartnerReceipt)
    case staff(LeadReceipt)
    /// The browser goes on to a page.
    case seeOther(String)
    /// The form at `/` as it was delivered again, with what was wrong.
    case page([UInt8], Status)
    /// Any other form again, with what was wrong.
    case formPage(FormPageAnswer)

    /// One of the three receipts.
    package static var contents: [(mediaType: String, schema: Schema)] {
        [("application/json", .anyOf([FormReceipt.schema, PartnerReceipt.schema, LeadReceipt.schema]))]
    }

    /// The form again, for browsers that ask for HTML.
    package static var failureContents: [(status: Status, mediaType: String, schema: Schema)] {
        [.badRequest, .forbidden, .conflict, .contentTooLarge, .unprocessableContent].map { ($0, "text/html", .string) }
    }

    /// The response that carries it.
    package func response(_ status: Status) throws -> Response {
        switch self {
        case .form(let receipt): return try Reply(receipt).response(status)
        case .partner(let receipt): return try Reply(receipt).response(status)
        case .staff(let receipt): return try Reply(receipt).response(status)
        case .seeOther(let location):
            var response = Response(.seeOther)
            response[.location] = location
            response[.cacheControl] = "no-store"
            return response
        case .formPage(let page): return page.response(status)
        case .page(let text, let status):
            var response = Response(status, contentType: "text/html; charset=utf-8", bytes: text)
            response[.cacheControl] = "no-store"
            return response
        }
    }
}

/// The receipt of the public form.
package struct FormReceipt: JSONWritable, Described {
    let id: Lead.ID
    let firstName: String
    let lastName: String
    let email: String?
    let status = LeadStatus.pending.rawValue
    let createdAt: String
    /// The slug of the form, where the request named one.
    let form: String?

    init(id: Lead.ID, firstName: String, lastName: String, email: String?, createdAt: Date, form: String? = nil) {
        self.id = id
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.createdAt = Instant.text(createdAt)
        self.form = form
    }

    /// Writes every member.
    package func write(to object: inout JSONObjectWriter) {
        object.add("id", id.text)
        object.add("first_name", firstName)
        object.add("last_name", lastName)
        object.add("email", email)
        object.add("status", status)
        object.add("created_at", createdAt)
        if let form { object.add("form", form) }
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "FormReceipt",
        [
            .required("id", .identifier), .required("first_name", .string), .required("last_name", .string),
            .required("email", Schema.string.orNull), .required("status", .constant(LeadStatus.pending.rawValue)),
            .required("created_at", .instant), .optional("form", .string),
        ])
}

/// The receipt of a partner's front end, with the lead session it may keep.
package struct PartnerReceipt: Encodable, Described {
    struct Lead: Encodable {
        let id: Leads.Lead.ID
        let name: String
        let businessName: String
        let schedulingDay: String

        private enum CodingKeys: String, CodingKey {
            case id, name, businessName = "business_name", schedulingDay = "scheduling_day"
        }
    }
    let lead: Lead
    let token: String

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "PartnerReceipt",
        [
            .required(
                "lead",
                .object([
                    .required("id", .identifier), .required("name", .string), .required("business_name", .string),
                    .required("scheduling_day", .wallTime),
                ])), .required("token", .string),
        ])
}

/// A whole lead, as staff get it for one they entered.
package struct LeadReceipt: Encodable, Described {
    let lead: Lead

    /// The shape of SPEC section 5.
    package static let schema = Schema.object("LeadReceipt", [.required("lead", Lead.schema)])
}
