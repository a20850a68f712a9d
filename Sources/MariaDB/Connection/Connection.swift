/// A connection to the database, opened when first needed and again when it was lost; for one thread.
///
/// A `SELECT` outside a transaction and the start of a transaction are retried once on a new connection when the old
/// one turns out to be lost. Nothing else is ever repeated unasked. Prepared statements are kept, 256 at most.
public final class Connection {
    /// How many statements went to the server, those of transactions included.
    public internal(set) var queryCount = 0
    /// When the request that the thread works on must be over; no statement is sent after it, and none runs past it.
    ///
    /// `nil` for work without a limit of its own.
    public var deadline: ContinuousClock.Instant?

    let options: ConnectionOptions
    var session: Session?
    /// Whether a lost connection must not be replaced: in a transaction, under a lock, or within a script.
    var isPinned = false
    var isInTransaction = false
    /// Why a transaction can only be rolled back.
    var abortError: DatabaseError?
    var isReading = false

    /// A connection that is not open yet.
    public init(_ options: ConnectionOptions) {
        self.options = options
    }

    /// Whether the connection is open, as far as is known without asking the server.
    public var isConnected: Bool { session != nil }

    /// All rows of the answer; bound them with `LIMIT`.
    public func fetchAll<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws(DatabaseError) -> [T] {
        try perform(sql) { (statement) throws(DatabaseError) in
            var rows: [T] = []
            try statement.read { (row) throws(DatabaseError) in
                rows.append(try T(row: row))
                return true
            }
            return rows
        }
    }

    /// The first row of the answer, if it has one.
    public func fetchFirst<T: RowDecodable>(_ sql: SQL, as type: T.Type = T.self) throws(DatabaseError) -> T? {
        try perform(sql) { (statement) throws(DatabaseError) in
            var first: T?
            try statement.read { (row) throws(DatabaseError) in
                first = try T(row: row)
                return false
            }
            return first
        }
    }

    /// The first column of the first row, if there is a row; ask for an `Optional` when it may be `NULL`.
    public func fetchValue<V: ColumnDecodable>(_ sql: SQL, as type: V.Type = V.self) throws(DatabaseError) -> V? {
        try perform(sql) { (statement) throws(DatabaseError) in
            var value: V?
            try statement.read { (row) throws(DatabaseError) in
                value = try row.first(as: V.self)
                return false
            }
            return value
        }
    }

    /// Hands each row of the answer to `body` as it arrives, in constant memory and without a limit on the whole time but ``deadline``.
    ///
    /// The connection accepts no other statement meanwhile. Nothing is repeated once a row was passed on.
    ///
    /// - Throws: ``DatabaseError``, or what `body` throws, which ends the reading.
    public func forEachRow(_ sql: SQL, _ body: (borrowing Row) throws -> Void) throws {
        var failure: (any Error)?
        var hasRows = false
        var isWhole = false
        let drains = isPinned
        defer { endLong(isWhole: isWhole || drains) }
        try perform(sql, isLong: true, mayRepeat: { !hasRows }) { (statement) throws(DatabaseError) in
            try statement.read(drains: drains) { (row) throws(DatabaseError) in
                hasRows = true
                if let deadline, ContinuousClock.now >= deadline { throw DatabaseError(.overdue) }
                do { try body(row) } catch { failure = error }
                return failure == nil
            }
        }
        if let failure { throw failure }
        isWhole = true
    }

    /// Runs a statement that has no answer; gives the number of rows it changed.
    @discardableResult
    public func execute(_ sql: SQL) throws(DatabaseError) -> Int {
        closeIfDisconnected()
        return try perform(sql) { (statement) throws(DatabaseError) in
            try statement.read { (_) throws(DatabaseError) in false }
            return statement.changedRows
        }
    }

    /// Closes the connection; the next statement opens it again.
    public func close() {
        precondition(!isPinned && !isReading, "a connection in use is not closed")
        session = nil
    }

    /// Runs a statement, once more on a new connection where that is safe, and keeps account of what failed.
    private func perform<R>(
        _ sql: SQL, isLong: Bool = false, mayRepeat: () -> Bool = { true },
        _ body: (Statement) throws(DatabaseError) -> R
    ) throws(DatabaseError) -> R {
        try checkReady()
        var isRepeatable = !isPinned
        while true {
            let session = try connected()
            var isSafe = true
            do {
                try session.hurry(until: deadline, options.answerTimeout)
                if isLong { try session.send(Session.timeLimit(.zero)) }
                let statement = try session.statement(for: sql)
                try session.bind(sql.values, to: statement)
                isSafe = statement.isRead
                queryCount += 1
                try statement.execute()
                isReading = true
                defer { isReading = false }
                return try body(statement)
            } catch {
                note(error, in: sql)
                guard isRepeatable, mayRepeat() else { throw error }
                // A server that does not serve has done nothing; another may do it.
                let isElsewhere = error.code == .notServing && options.hosts.count > 1
                guard isElsewhere || (error.code == .connectionLost && isSafe) else { throw error }
                isRepeatable = false
            }
        }
    }

    /// Puts the limit on a statement's time back; a connection with unread rows is dropped, which costs less than to read
    /// what is left of a long answer.
    private func endLong(isWhole: Bool) {
        guard let session else { return }
        guard isWhole else {
            self.session = nil
            return
        }
        do { try session.send(Session.timeLimit(options.answerTimeout)) } catch { note(error) }
    }
}
