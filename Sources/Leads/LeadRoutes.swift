package import Accounts
import HTTP
import Platform
package import Routing

/// The public intake, which has a pool of its own.
package let intakeRoutes = RouteGroup<Context>(
    "intake", bases: ["/api/v1"],
    [
        // swift-format-ignore
        Route(
            .post, "/leads", "submitLead", .toAnyone, status: .created, rate: .intake,
            failures: [.seeOther, .unauthorized, .forbidden, .conflict],
            "Takes a lead in: the public form, a partner's front end, or staff.", LeadHandlers.submit)
    ])

/// Leads for staff.
// swift-format-ignore
package let leadRoutes = RouteGroup<Context>("leads", bases: ["/api/v1", "/api"], [
    Route(.get,   "/customers/{id}/history", "getCustomerHistory", .to(.viewCustomers), "What happened to the leads that became a customer, newest first.", LeadHandlers.customerHistory),
], canonical: [
    //    method  target                operation        access              failures                              summary                            handler
    Route(.get,   "/leads",             "listLeads",     .to(.viewLeads),                                          "A page of leads.",                LeadHandlers.list),
    Route(.get,   "/leads/{id}",        "getLead",       .to(.viewLeads),                                          "One lead.",                       LeadHandlers.get),
    Route(.patch, "/leads/{id}",        "changeLead",    .to(.manageLeads),  failures: [.conflict, .preconditionFailed], "Changes what is given.",      LeadHandlers.change),
    Route(.put,   "/leads/{id}",        "putLead",       .to(.manageLeads),  failures: [.conflict, .preconditionFailed], "Changes what is given.",      LeadHandlers.change),
    Route(.patch, "/leads/{id}/status", "moveLead",      .to(.manageLeads),  failures: [.conflict, .preconditionFailed], "Moves a lead on.",            LeadHandlers.move),
    Route(.post,  "/leads/{id}/convert", "convertLead",  .to(.manageLeads), status: .created, failures: [.conflict, .preconditionFailed], "Makes a lead a customer, or links the active one with its e-mail or document. Needs customers.manage, too.", LeadHandlers.convert),
    Route(.delete, "/leads/{id}",       "deleteLead",    .to(.deleteLeads), status: .noContent, failures: [.conflict, .preconditionFailed], "Removes a lead, its file and its history.", LeadHandlers.remove),
    Route(.get,   "/leads/{id}/history", "getLeadHistory", .to(.viewLeads),                                        "Who changed what, newest first.", LeadHandlers.history),
    Route(.get,   "/leads/export",      "exportLeads",   .to(.viewLeads),                                          "The leads of a list, without pages, as CSV.", LeadHandlers.export),
    Route(.get,   "/leads/{id}/resume", "getLeadResume", .to(.viewLeads),                                          "The résumé, as an attachment.",   LeadHandlers.resume),
    Route(.get,   "/leads/{id}/enquiries", "listEnquiries", .to(.viewLeads), "A page of what a lead submitted.", EnquiryHandlers.list),
    Route(.get,   "/leads/{id}/enquiries/{enquiry_id}/resume", "getEnquiryResume", .to(.viewLeads), "The résumé of one enquiry.", EnquiryHandlers.resume),
    Route(.get,   "/leads/{id}/notes",  "listLeadNotes",  .to(.viewLeads),   "What staff noted, newest first.",         LeadNoteHandlers.list),
    Route(.post,  "/leads/{id}/notes",  "addLeadNote",    .to(.manageLeads), status: .created, "Adds a note.",            LeadNoteHandlers.add),
    Route(.get,   "/leads/{id}/mails",  "listLeadMails",  .to(.viewLeads),   "The mails about a lead, newest first, and whether they went.", LeadNoteHandlers.mails),
    Route(.get,   "/leads/{id}/score",  "getLeadScore",   .to(.viewLeads),    "Its score, and which rule gave how much.", LeadHandlers.score),
    Route(.post,  "/leads/rescore",     "rescoreLeads",   .to(.manageConfig), status: .accepted, "Has every lead scored anew, as a job.", LeadHandlers.rescore),
    Route(.get,   "/metrics/leads",     "getLeadMetrics", .to(.viewMetrics),  "What became of the leads of some days.", MetricsHandlers.leads),
    Route(.get,   "/metrics/summary",   "getLeadSummary", .to(.viewMetrics),  "How the business stands now.",           MetricsHandlers.summary),
])
