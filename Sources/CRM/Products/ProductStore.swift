package import FoundationEssentials
package import MariaDB
import Storage
package import Values

/// The products in the database.
package struct ProductStore {
    let connection: Connection

    /// The products that a connection reaches.
    package init(_ connection: Connection) {
        self.connection = connection
    }

    private static let columns: SQL = """
        products.id, products.name, products.description, products.kind, products.sku, products.price,
        products.is_active, products.version, products.created_at, products.updated_at
        """

    /// The product of an id.
    package func find(_ id: Product.ID) throws(DatabaseError) -> Product? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM products
            WHERE id = \(id)
            """)
    }

    /// The product of an id, which stays as read until the transaction ends.
    package func hold(_ id: Product.ID) throws(DatabaseError) -> Product? {
        try connection.fetchFirst(
            """
            SELECT \(Self.columns)
            FROM products
            WHERE id = \(id)
            FOR UPDATE
            """)
    }

    /// Whether a product may be sold; it stays so until the transaction ends.
    package func isActive(_ id: Product.ID) throws(DatabaseError) -> Bool {
        try connection.fetchValue(
            """
            SELECT is_active
            FROM products
            WHERE id = \(id)
            LOCK IN SHARE MODE
            """) ?? false
    }

    /// Inserts a product, active by default.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` for an active product with the SKU of another.
    package func add(
        _ details: ProductDetails, isActive: Bool = true, as id: Product.ID, at now: Date
    ) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO products (id, name, description, kind, sku, price, is_active, created_at, updated_at)
            VALUES (
              \(id), \(details.name), \(details.description), \(details.kind), \(details.sku), \(details.price), \(isActive),
              \(now), \(now))
            """)
    }

    /// Changes a product that still is what it was when it was read.
    ///
    /// - Returns: false if its version has changed; nothing is written then.
    /// - Throws: `DatabaseError`, as `add` does.
    package func update(_ product: Product, at now: Date) throws(DatabaseError) -> Bool {
        let details = product.details
        let changed = try connection.execute(
            """
            UPDATE products
            SET name = \(details.name), description = \(details.description), kind = \(details.kind),
              sku = \(details.sku), price = \(details.price), is_active = \(product.isActive), updated_at = \(now),
              version = version + 1
            WHERE id = \(product.id) AND version = \(product.version)
            """)
        return changed == 1
    }

    /// Removes a product that still is what it was when it was read.
    ///
    /// - Returns: false if its version has changed or it was removed; nothing is written then.
    /// - Throws: `DatabaseError` `.stillReferenced` for one that a transaction names.
    package func remove(_ product: Product) throws(DatabaseError) -> Bool {
        let removed = try connection.execute(
            """
            DELETE FROM products
            WHERE id = \(product.id) AND version = \(product.version)
            """)
        return removed == 1
    }

    /// One page of the products that a filter lets through, by name, and how many there are in all.
    package func page(_ page: Page, of filter: ProductFilter) throws(DatabaseError) -> (
        products: [Product], total: Int
    ) {
        let total = try connection.fetchValue("SELECT COUNT(*) FROM products \(filter.condition)", as: Int.self) ?? 0
        guard page.offset < total else { return ([], total) }
        let products: [Product] = try connection.fetchAll(
            """
            SELECT \(Self.columns)
            FROM products
            \(filter.condition)
            ORDER BY products.name, products.id
            LIMIT \(page.size) OFFSET \(page.offset)
            """)
        return (products, total)
    }
}

extension ProductFilter {
    /// The filter as a `WHERE` clause; empty when everything passes.
    fileprivate var condition: SQL {
        var conditions: [SQL] = []
        if activeOnly { conditions.append("products.is_active = TRUE") }
        if let kind { conditions.append("products.kind = \(kind)") }
        if let search {
            conditions.append(
                .mention(of: search, in: "CONCAT_WS(' ', products.name, products.description, products.sku)"))
        }
        return conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }
}
