import FoundationEssentials
import Frame
import MariaDB
import TestSupport
import Values

@testable import CRM

/// A database of a test's own with the whole schema, and someone who works there.
struct SampleCRM {
    let database: ScratchDatabase
    let connection: Connection
    let author: User.ID
    /// A whole-second instant, so that the database gives it back as it is.
    let now = Instant.read("2026-01-31T12:00:00Z") ?? .distantPast

    init() throws {
        database = try ScratchDatabase.withSchema()
        connection = database.connection()
        author = User.ID()
        try connection.execute(
            """
            INSERT INTO users (id, username, name, email, password_hash, role, role_name, created_at, updated_at)
            VALUES (\(author), 'ana', 'Ana', 'ana@example.com', '', 'agent', 'agent', \(now), \(now))
            """)
    }

    /// Adds a customer.
    func customer(_ name: String = "Ada", _ change: (inout CustomerDetails) -> Void = { _ in }) throws -> Customer {
        var details = CustomerDetails(name: name)
        change(&details)
        let id = Customer.ID()
        try CustomerStore(connection).add(details, as: id, at: now)
        return try found(id)
    }

    /// A customer who is there.
    func found(_ id: Customer.ID) throws -> Customer {
        struct Missing: Error {}
        guard let customer = try CustomerStore(connection).find(id) else { throw Missing() }
        return customer
    }

    /// Adds a product.
    func product(_ name: String = "Tea", sku: String? = nil) throws -> Product {
        struct Missing: Error {}
        let id = Product.ID()
        let details = ProductDetails(
            name: name, description: nil, kind: .product, sku: sku, price: Money(cents: 19_990))
        try ProductStore(connection).add(details, as: id, at: now)
        guard let product = try ProductStore(connection).find(id) else { throw Missing() }
        return product
    }
}
