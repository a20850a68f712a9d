/// A connection to the database, opened when first needed and again when it was lost; for one thread.
///
/// A `SELECT` outside a transaction and the start of a transaction are tried once more on a new connection when the old
/// one turns out to be lost. Nothing else is ever repeated unasked. Prepared statements are kept, 256 at most.
public final class Connection {
    /// How many statements went to the server, those of transactions included.
    public private(set) var queryCount = 0

    /// A connection that is not open yet.
    public init(_ options: ConnectionOptions) {
    }

    /// Whether the connection is open, as far as is known without asking the server.
    public var isConnected: Bool { false }

    /// All rows of the answer; bound them with `LIMIT`.
    public func fetchAll<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws(DatabaseError) -> [T] {
        fatalError("not yet")
    }

    /// The first row of the answer, if it has one.
    public func fetchFirst<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws(DatabaseError) -> T? {
        fatalError("not yet")
    }

    /// The first column of the first row, if there is a row; ask for an `Optional` when it may be `NULL`.
    public func fetchValue<V: ColumnDecodable>(_ sql: SQL, as type: V.Type = V.self) throws(DatabaseError) -> V? {
        fatalError("not yet")
    }

    /// Hands each row of the answer to `body` as it arrives, in constant memory.
    ///
    /// - Throws: ``DatabaseError``, or what `body` throws, which ends the reading. Rows that were handed over stay handed
    ///   over: nothing is repeated once the first has been.
    public func forEachRow(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws {
        fatalError("not yet")
    }

    /// Runs a statement that has no answer; gives the number of rows it changed.
    @discardableResult
    public func execute(_ sql: SQL) throws(DatabaseError) -> Int {
        fatalError("not yet")
    }

    /// Runs `body` in a transaction and commits it; rolls back what throws.
    ///
    /// After a deadlock or a lock wait (1213, 1205; also at `COMMIT`) everything is rolled back and `body` runs again
    /// after a short pause, 3 times in all. Transactions do not nest.
    ///
    /// - Throws: what `body` throws; ``DatabaseError/Code/commitOutcomeUnknown`` when `COMMIT` broke off.
    public func transaction<T>(_ body: () throws -> T) throws -> T {
        fatalError("not yet")
    }

    /// Runs the statements of a file one by one, each ended by `;` at the end of a line; for migrations only.
    public func executeScript(_ text: String) throws(DatabaseError) {
        fatalError("not yet")
    }
}
