package import MariaDB

/// The table that keeps the answers of one pool's creating requests, so that no pool has a right on another's.
package struct IdempotencyTable: Sendable {
    /// Its name, as a statement is put together with it.
    package let name: SQL
    /// The name of the pool.
    package let pool: String

    /// A table; the domain whose groups the pool serves declares it.
    package init(_ name: SQL, of pool: String) {
        self.name = name
        self.pool = pool
    }
}
