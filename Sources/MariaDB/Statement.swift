internal import CMariaDB

/// A prepared statement with memory for its answer; kept by its session and closed before it.
@safe final class Statement {
    let handle: UnsafeMutablePointer<MYSQL_STMT>
    private let connection: UnsafeMutablePointer<MYSQL>
    /// The text, `?` for each value.
    let text: String
    /// Whether it is a `SELECT`, and so may be run again when its answer was lost.
    let isRead: Bool
    /// The number of its parameters.
    let parameterCount: Int
    /// When it was last used, counted in uses of the session's statements.
    var lastUse = 0
    private var result: ResultBuffer?

    private init(
        owning handle: UnsafeMutablePointer<MYSQL_STMT>, on connection: UnsafeMutablePointer<MYSQL>, text: String
    ) {
        unsafe self.handle = unsafe handle
        unsafe self.connection = unsafe connection
        self.text = text
        isRead = text.drop(while: \.isWhitespace).prefix(6).uppercased() == "SELECT"
        parameterCount = unsafe Int(mysql_stmt_param_count(handle))
    }

    deinit { unsafe mysql_stmt_close(handle) }

    static func prepare(_ text: String, on connection: UnsafeMutablePointer<MYSQL>) throws(DatabaseError) -> Statement {
        guard let handle = unsafe mysql_stmt_init(connection) else {
            throw .numbered(UInt32(CR_OUT_OF_MEMORY), message: "", statement: text)
        }
        let status = unsafe mysql_stmt_prepare(handle, text, UInt(text.utf8.count))
        let statement = unsafe Statement(owning: handle, on: connection, text: text)
        guard status == 0 else { throw statement.error() }
        return statement
    }

    /// Runs the statement with the values bound to it.
    func execute() throws(DatabaseError) {
        guard unsafe mysql_stmt_execute(handle) == 0 else {
            let failure = error()
            guard failure.number == UInt32(ER_PARSE_ERROR) else { throw failure }
            // It was parsed when it was prepared: the server could not read a trigger of its table. Nothing was done.
            throw DatabaseError(.notServing, number: failure.number, statement: text)
        }
    }

    /// The number of rows that a statement without an answer has changed.
    var changedRows: Int { unsafe Int(truncatingIfNeeded: mysql_stmt_affected_rows(handle)) }

    /// Passes the rows of the result to `body` until it returns false; drops the rest, unread unless `drains`.
    func read(
        drains: Bool = true, _ body: (borrowing Row) throws(DatabaseError) -> Bool
    ) throws(DatabaseError) {
        guard let result = try answer() else { return }
        do {
            while try fetch() {
                result.beginRow()
                let row = Row(result: result)
                guard try !body(row) else { continue }
                if drains { try endReading() }
                return
            }
        } catch {
            if drains { try endReading() }
            throw error
        }
    }

    /// Memory for the rows of the answer; `nil` when the statement has none.
    private func answer() throws(DatabaseError) -> ResultBuffer? {
        let columnCount = unsafe Int(mysql_stmt_field_count(handle))
        guard columnCount > 0 else { return nil }
        if let result, result.columnCount == columnCount { return result }
        guard let metadata = unsafe mysql_stmt_result_metadata(handle) else { throw error() }
        defer { unsafe mysql_free_result(metadata) }
        let fields = unsafe UnsafeBufferPointer(start: mysql_fetch_fields(metadata), count: columnCount)
        let result = unsafe ResultBuffer(for: handle, fields: fields)
        guard result.bind() else { throw error() }
        self.result = result
        return result
    }

    /// Reads the next row into the result's memory; `false` after the last.
    private func fetch() throws(DatabaseError) -> Bool {
        switch unsafe mysql_stmt_fetch(handle) {
        case 0, MYSQL_DATA_TRUNCATED: return true
        case MYSQL_NO_DATA: return false
        default: throw error()
        }
    }

    /// Reads and discards the rest of the result; after an error there is none.
    ///
    /// A result may end with an error after its first rows: a deadlock, or a conflict with another node of a cluster (Galera), which has
    /// rolled back the transaction. `mysql_stmt_free_result` does not report it, and each later statement would commit by itself.
    private func endReading() throws(DatabaseError) {
        while try fetch() {}
    }

    /// The error; one amid the rows is reported on the connection only, and one without a report is a lost connection.
    func error() -> DatabaseError {
        let number = unsafe mysql_stmt_errno(handle)
        if number != 0 {
            return unsafe .numbered(number, message: String(cString: mysql_stmt_error(handle)), statement: text)
        }
        let other = unsafe mysql_errno(connection)
        guard other != 0 else { return DatabaseError(.connectionLost, statement: text) }
        return unsafe .numbered(other, message: String(cString: mysql_error(connection)), statement: text)
    }
}
