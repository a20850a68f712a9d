package import Frame
import HTTP
package import Routing

/// The public intake, which has a pool of its own.
package let intakeRoutes = RouteGroup<Context>(
    "intake", bases: ["/api/v1"],
    [
        // swift-format-ignore
        Route(
            .post, "/leads", "submitLead", .toAnyone, status: .created, rate: .intake,
            failures: [.seeOther, .unauthorized, .forbidden, .notFound, .conflict],
            "Creates a lead from the public form, a partner's front end, or staff.", LeadHandlers.submit),
        // swift-format-ignore
        Route(
            .post, "/forms/{slug}/submissions", "submitForm", .toAnyone, status: .created, rate: .intake,
            failures: [.seeOther, .forbidden, .conflict],
            "Creates a lead, or a further enquiry of one, from a public form.", FormPages.submit),
        // swift-format-ignore
        Route(
            .get, "/forms/{slug}/public", "getPublicForm", .toAnyone,
            "Returns what a site's own front end needs of an active form, in one language.", FormPages.read),
    ])

/// The pages of public forms, which the pool of the intake makes.
// swift-format-ignore
package let formPageRoutes = RouteGroup<Context>("pages", pool: intakeRoutes.pool, bases: [""], [
    Route(.get, "/f/{slug}",           "showForm",       .toAnyone, "Returns the page of an active form.", FormPages.show),
    Route(.get, "/f/{slug}/thank-you", "showFormThanks", .toAnyone, "Returns the page that follows a submission.", FormPages.thank),
])

/// The form at `/`, and in a frame of a listed site, which nginx asks for: it has the pages itself as long as the form is as it was delivered.
let frontPageRoutes = RouteGroup<Context>(
    formPageRoutes.name, pool: intakeRoutes.pool, bases: [""],
    FrontPageInput.addresses.map { address in
        Route(
            .get, address, "showFront\(address.split(separator: "/").joined())", .toAnyone,
            "Returns the form at the root, or what follows it in a frame.", FormPages.front)
    })

/// Leads for staff.
// swift-format-ignore
package let leadRoutes = RouteGroup<Context>("leads", bases: ["/api/v1", "/api"], [
    Route(.get,   "/customers/{id}/history", "getCustomerHistory", .to(.viewCustomers), "Lists the history of the leads that became a customer, newest first.", LeadHandlers.customerHistory),
    Route(.get,   "/customers/{id}/consents", "listCustomerConsents", .to(.viewCustomers), "Lists what a customer agreed to or refused, in which words and how, newest first; also as a lead.", ConsentHandlers.ofCustomer),
    Route(.post,  "/customers/{id}/consents", "addCustomerConsent", .to(.manageCustomers), status: .created, "Records that a customer agrees to something, refuses or withdraws it.", ConsentHandlers.addToCustomer),
], canonical: [
    //    method  target                operation        access              failures                              summary                            handler
    Route(.get,   "/leads",             "listLeads",     .to(.viewLeads),                                          "Lists leads.",                LeadHandlers.list),
    Route(.get,   "/leads/{id}",        "getLead",       .to(.viewLeads),                                          "Returns a lead.",                       LeadHandlers.get),
    Route(.patch, "/leads/{id}",        "changeLead",    .to(.manageLeads),  failures: [.conflict, .preconditionFailed], "Updates the given fields of a lead.",      LeadHandlers.change),
    Route(.put,   "/leads/{id}",        "putLead",       .to(.manageLeads),  failures: [.conflict, .preconditionFailed], "Updates the given fields of a lead.",      LeadHandlers.change),
    Route(.patch, "/leads/{id}/status", "moveLead",      .to(.manageLeads),  failures: [.conflict, .preconditionFailed], "Changes the status of a lead.",            LeadHandlers.move),
    Route(.post,  "/leads/{id}/undo",   "undoLead",      .to(.manageLeads),  failures: [.conflict, .preconditionFailed], "Reverts the caller's own last change of a lead, within 15 minutes and unless the lead was changed since.", LeadHandlers.undo),
    Route(.post,  "/leads/bulk",        "changeLeads",   .to(.manageLeads),  failures: [.accepted], isCreating: true, "Changes many leads: those of the given ids immediately, those of a filter by a job.", BulkHandlers.change),
    Route(.post,  "/leads/{id}/convert", "convertLead",  .to(.manageLeads), status: .created, failures: [.conflict, .preconditionFailed], "Converts a lead into a customer, or links it to the active customer with the same e-mail or document. Also requires customers.manage.", LeadHandlers.convert),
    Route(.delete, "/leads/{id}",       "deleteLead",    .to(.deleteLeads), status: .noContent, failures: [.conflict, .preconditionFailed], "Deletes a lead with its files and its history.", LeadHandlers.remove),
    Route(.get,   "/leads/{id}/history", "getLeadHistory", .to(.viewLeads),                                        "Lists the changes of a lead, newest first.", LeadHandlers.history),
    Route(.get,   "/leads/export",      "exportLeads",   .to(.viewLeads), timeLimit: .export,                                      "Exports a list of leads as CSV, without pages.", LeadHandlers.export),
    Route(.get,   "/leads/{id}/resume", "getLeadResume", .to(.viewLeads),                                          "Returns the résumé as an attachment.",   LeadHandlers.resume),
    Route(.get,   "/leads/{id}/enquiries", "listEnquiries", .to(.viewLeads), "Lists the enquiries of a lead.", EnquiryHandlers.list),
    Route(.get,   "/leads/{id}/enquiries/{enquiry_id}/resume", "getEnquiryResume", .to(.viewLeads), "Returns the résumé of an enquiry.", EnquiryHandlers.resume),
    Route(.get,   "/leads/{id}/notes",  "listLeadNotes",  .to(.viewLeads),   "Lists the notes of staff, newest first.",         LeadNoteHandlers.list),
    Route(.post,  "/leads/{id}/notes",  "addLeadNote",    .to(.manageLeads), status: .created, "Creates a note.",            LeadNoteHandlers.add),
    Route(.get,   "/leads/{id}/consents", "listLeadConsents", .to(.viewLeads), "Lists what a person agreed to or refused, in which words and how, newest first; of a lead that became a customer, the customer's.", ConsentHandlers.ofLead),
    Route(.post,  "/leads/{id}/consents", "addLeadConsent", .to(.manageLeads), status: .created, "Records that a person agrees to something, refuses or withdraws it.", ConsentHandlers.addToLead),
    Route(.get,   "/leads/{id}/mails",  "listLeadMails",  .to(.viewLeads),   "Lists the mails about a lead with their states, newest first.", LeadNoteHandlers.mails),
    Route(.get,   "/leads/{id}/score",  "getLeadScore",   .to(.viewLeads),    "Returns the score of a lead and the points of each rule.", LeadHandlers.score),
    Route(.post,  "/leads/rescore",     "rescoreLeads",   .to(.manageConfig), status: .accepted, "Starts a job that rescores all leads.", LeadHandlers.rescore),
    Route(.post,  "/leads/{id}/spam",   "markLeadAsSpam", .to(.manageQuarantine), failures: [.conflict, .preconditionFailed], "Moves an unconverted lead with a single enquiry to quarantine.", QuarantineHandlers.mark),
    Route(.get,   "/quarantine",        "listQuarantined", .to(.manageQuarantine), "Lists what is in quarantine, newest first.", QuarantineHandlers.list),
    Route(.get,   "/quarantine/{id}",   "getQuarantined", .to(.manageQuarantine), "Returns a submission in quarantine.", QuarantineHandlers.get),
    Route(.get,   "/quarantine/{id}/resume", "getQuarantinedResume", .to(.manageQuarantine), "Returns the résumé as an attachment.", QuarantineHandlers.resume),
    Route(.post,  "/quarantine/{id}/release", "releaseQuarantined", .to(.manageQuarantine), status: .created, "Creates the lead, or the further enquiry, that a submission in quarantine would have been.", QuarantineHandlers.release),
    Route(.delete, "/quarantine/{id}",  "deleteQuarantined", .to(.manageQuarantine), status: .noContent, failures: [.preconditionFailed], "Deletes a submission in quarantine with its file.", QuarantineHandlers.remove),
    Route(.get,   "/metrics/leads",     "getLeadMetrics", .to(.viewMetrics),  "Returns the metrics of the leads of a range of days.", MetricsHandlers.leads),
    Route(.get,   "/metrics/summary",   "getLeadSummary", .to(.viewMetrics),  "Returns the current key figures.",           MetricsHandlers.summary),
    Route(.get,   "/metrics/attribution", "getAttribution", .to(.viewMetrics), "Returns what each campaign or form brought in: the leads of a range of days, how far they came, and what was sold to them.", MetricsHandlers.attribution),
    Route(.get,   "/metrics/conversions/export", "exportConversions", .to(.viewMetrics), timeLimit: .export, "Exports the conversions of the leads of a range of days that came by a click on an advertisement, in the columns of its platform.", MetricsHandlers.conversions),
])
