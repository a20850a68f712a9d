package import Frame
import HTTP
package import Routing

/// Customers, products and what passes between them and the business; below the base of older front ends, too.
///
/// Source: SPEC section 6.
// swift-format-ignore
package let crmRoutes = RouteGroup<Context>("crm", bases: ["/api/v1", "/api"], [
    //    method   target            operation         access
    Route(.post,   "/customers",      "createCustomer", .to(.manageCustomers), status: .created, failures: [.conflict], "Creates a customer.", CustomerHandlers.create),
    Route(.get,    "/customers",      "listCustomers",  .to(.viewCustomers),   "Lists customers, by default newest first.", CustomerHandlers.list),
    Route(.get,    "/customers/{id}", "getCustomer",    .to(.viewCustomers),   "Returns a customer with their balance.", RecordHandlers<Customer>.get),
    Route(.put,    "/customers/{id}", "putCustomer",    .to(.manageCustomers), failures: [.conflict, .preconditionFailed], "Updates the given fields of a customer.", CustomerHandlers.change),
    Route(.delete, "/customers/{id}", "deleteCustomer", .to(.manageCustomers), failures: [.conflict, .preconditionFailed], "Deactivates a customer, or deletes one permanently.", RecordHandlers<Customer>.remove),
    Route(.patch,  "/customers/{id}/activate", "activateCustomer", .to(.manageCustomers), failures: [.conflict, .preconditionFailed], "Reactivates a customer.", RecordHandlers<Customer>.activate),
    Route(.post,   "/customers/{id}/interactions", "createInteraction", .to(.manageInteractions), status: .created, "Creates an interaction; the caller is its author.", InteractionHandlers.create),
    Route(.get,    "/customers/{id}/interactions", "listInteractions",  .to(.viewCustomers), "Lists a customer's interactions, latest first.", InteractionHandlers.list),
    Route(.put,    "/customers/{id}/interactions/{interaction_id}", "putInteraction",    .to(.manageInteractions), failures: [.conflict, .preconditionFailed], "Updates the given fields of an interaction; for its author and managers.", InteractionHandlers.change),
    Route(.delete, "/customers/{id}/interactions/{interaction_id}", "deleteInteraction", .to(.manageInteractions), failures: [.conflict, .preconditionFailed], "Deletes an interaction; for its author and managers.", InteractionHandlers.remove),
    Route(.post,   "/customers/{id}/transactions", "createTransaction", .to(.manageTransactions), status: .created, "Creates an entry in a customer's ledger.", TransactionHandlers.create),
    Route(.get,    "/customers/{id}/transactions", "listTransactions",  .to(.viewTransactions), "Lists the entries of a customer's ledger, latest first.", TransactionHandlers.list),
    Route(.post,   "/customers/{id}/transactions/{transaction_id}/reverse", "reverseTransaction", .to(.manageTransactions), status: .created, "Reverses an entry by a counter-entry, once.", TransactionHandlers.reverse),
    Route(.post,   "/products",       "createProduct",  .to(.manageProducts),  status: .created, failures: [.conflict], "Creates a product or service.", ProductHandlers.create),
    Route(.get,    "/products",       "listProducts",   .to(.viewProducts),    "Lists products and services, by name.", ProductHandlers.list),
    Route(.get,    "/products/{id}",  "getProduct",     .to(.viewProducts),    "Returns a product or service.", RecordHandlers<Product>.get),
    Route(.put,    "/products/{id}",  "putProduct",     .to(.manageProducts),  failures: [.conflict, .preconditionFailed], "Updates the given fields of a product or service.", ProductHandlers.change),
    Route(.delete, "/products/{id}",  "deleteProduct",  .to(.manageProducts),  failures: [.conflict, .preconditionFailed], "Deactivates a product, or deletes one permanently.", RecordHandlers<Product>.remove),
    Route(.patch,  "/products/{id}/activate", "activateProduct", .to(.manageProducts), failures: [.conflict, .preconditionFailed], "Reactivates a product.", RecordHandlers<Product>.activate),
], canonical: [
    Route(.get,    "/interaction-types", "listInteractionTypes", .to(.viewCustomers), "Lists interaction types.", InteractionHandlers.types),
])
