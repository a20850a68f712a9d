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
    Route(.post,   "/products",       "createProduct",  .to(.manageProducts),  status: .created, failures: [.conflict], "Adds a product or service.", ProductHandlers.create),
    Route(.get,    "/products",       "listProducts",   .to(.viewProducts),    "A page of products and services, by name.", ProductHandlers.list),
    Route(.get,    "/products/{id}",  "getProduct",     .to(.viewProducts),    "One product or service.", ProductHandlers.get),
    Route(.put,    "/products/{id}",  "putProduct",     .to(.manageProducts),  failures: [.conflict, .preconditionFailed], "Changes what is given.", ProductHandlers.change),
    Route(.delete, "/products/{id}",  "deleteProduct",  .to(.manageProducts),  failures: [.conflict, .preconditionFailed], "Puts a product out of use, or removes one for good.", ProductHandlers.remove),
])
