package import Accounts
import HTTP
package import Routing

/// Customers, products and what passes between them and the business; below the base of older front ends, too.
///
/// Source: SPEC section 6.
// swift-format-ignore
package let crmRoutes = RouteGroup<Context>("crm", bases: ["/api/v1", "/api"], [
    //    method   target            operation         access
    Route(.post,   "/customers",      "createCustomer", .to(.manageCustomers), status: .created, failures: [.conflict], "Adds a customer.", CustomerHandlers.create),
    Route(.get,    "/customers",      "listCustomers",  .to(.viewCustomers),   "A page of customers, newest first.", CustomerHandlers.list),
    Route(.get,    "/customers/{id}", "getCustomer",    .to(.viewCustomers),   "One customer, and what he owes.", CustomerHandlers.get),
    Route(.put,    "/customers/{id}", "putCustomer",    .to(.manageCustomers), failures: [.conflict, .preconditionFailed], "Changes what is given.", CustomerHandlers.change),
    Route(.delete, "/customers/{id}", "deleteCustomer", .to(.manageCustomers), failures: [.conflict, .preconditionFailed], "Puts a customer out of use, or removes one for good.", CustomerHandlers.remove),
    Route(.patch,  "/customers/{id}/activate", "activateCustomer", .to(.manageCustomers), failures: [.conflict, .preconditionFailed], "Puts a customer in use again.", CustomerHandlers.activate),
    Route(.post,   "/customers/{id}/interactions", "createInteraction", .to(.manageInteractions), status: .created, "Records an interaction; the caller is its author.", InteractionHandlers.create),
    Route(.get,    "/customers/{id}/interactions", "listInteractions",  .to(.viewCustomers), "A page of a customer's interactions, latest first.", InteractionHandlers.list),
    Route(.put,    "/customers/{id}/interactions/{interaction_id}", "putInteraction",    .to(.manageInteractions), failures: [.conflict, .preconditionFailed], "Changes what is given; for its author and managers.", InteractionHandlers.change),
    Route(.delete, "/customers/{id}/interactions/{interaction_id}", "deleteInteraction", .to(.manageInteractions), failures: [.conflict, .preconditionFailed], "Removes an interaction; for its author and managers.", InteractionHandlers.remove),
    Route(.post,   "/customers/{id}/transactions", "createTransaction", .to(.manageTransactions), status: .created, "Adds an entry to a customer's ledger.", TransactionHandlers.create),
    Route(.get,    "/customers/{id}/transactions", "listTransactions",  .to(.viewTransactions), "A page of a customer's ledger, latest first.", TransactionHandlers.list),
    Route(.post,   "/customers/{id}/transactions/{transaction_id}/reverse", "reverseTransaction", .to(.manageTransactions), status: .created, "Undoes an entry by its counter-entry, once.", TransactionHandlers.reverse),
    Route(.post,   "/products",       "createProduct",  .to(.manageProducts),  status: .created, failures: [.conflict], "Adds a product or service.", ProductHandlers.create),
    Route(.get,    "/products",       "listProducts",   .to(.viewProducts),    "A page of products and services, by name.", ProductHandlers.list),
    Route(.get,    "/products/{id}",  "getProduct",     .to(.viewProducts),    "One product or service.", ProductHandlers.get),
    Route(.put,    "/products/{id}",  "putProduct",     .to(.manageProducts),  failures: [.conflict, .preconditionFailed], "Changes what is given.", ProductHandlers.change),
    Route(.delete, "/products/{id}",  "deleteProduct",  .to(.manageProducts),  failures: [.conflict, .preconditionFailed], "Puts a product out of use, or removes one for good.", ProductHandlers.remove),
], canonical: [
    Route(.get,    "/interaction-types", "listInteractionTypes", .to(.viewCustomers), "The ways of interactions.", InteractionHandlers.types),
])
