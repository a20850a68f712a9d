internal import CMariaDB
internal import Glibc

/// An open connection, set up, with its prepared statements.
@safe final class Session {
    /// How many statements are kept prepared; the one unused for longest goes first.
    static let keptStatements = 256

    private let handle: UnsafeMutablePointer<MYSQL>
    private var statements: [StatementKey: Statement] = [:]
    private var uses = 0
    private let parameters = ParameterBuffer()
    /// Which of the hosts this connection is to.
    let host: Int
    /// Whether the limit of a statement's time is lower than the session began with.
    var isHurried = false
    /// Whether the server ends this connection, and so its locks, when it is silent for long.
    var endsWhenSilent = false
    /// Whether the server is a node of a cluster.
    var isInCluster = false
    /// Whether a transaction is under way whose statements do not commit by themselves, should it be lost.
    var isGuarded = false

    init(owning handle: UnsafeMutablePointer<MYSQL>, to host: Int) {
        unsafe self.handle = unsafe handle
        self.host = host
    }

    deinit {
        // The handle first: it lets go of its statements, which then close without a word to the server.
        unsafe mysql_close(handle)
    }

    /// The statement prepared for a text, or a new one.
    func statement(for sql: SQL) throws(DatabaseError) -> Statement {
        uses += 1
        let key = StatementKey(pieces: sql.pieces)
        if let known = statements[key] {
            known.lastUse = uses
            return known
        }
        if statements.count >= Self.keptStatements,
            let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            statements[oldest.key] = nil
        }
        let statement = try unsafe Statement.prepare(sql.text, on: handle)
        statement.lastUse = uses
        statements[key] = statement
        return statement
    }

    /// Binds values to a statement of this session.
    func bind(_ values: [SQLValue], to statement: Statement) throws(DatabaseError) {
        try parameters.bind(values, to: statement)
    }

    /// Forgets a statement that the server no longer knows or cannot run any more.
    func forget(_ sql: SQL) {
        statements[StatementKey(pieces: sql.pieces)] = nil
    }

    /// Sends one statement of text and forgets its answer, if it has one.
    ///
    /// `text` is the program's own, or a migration's.
    func send(_ text: String) throws(DatabaseError) {
        guard unsafe mysql_real_query(handle, text, UInt(text.utf8.count)) == 0 else { throw error(in: text) }
        if let answer = unsafe mysql_store_result(handle) {
            unsafe mysql_free_result(answer)
        } else if unsafe mysql_errno(handle) != 0 {
            throw error(in: text)
        }
    }

    /// The first row of a statement of the program's own, as text.
    func texts(_ text: String) throws(DatabaseError) -> [String] {
        guard unsafe mysql_real_query(handle, text, UInt(text.utf8.count)) == 0,
            let answer = unsafe mysql_store_result(handle)
        else { throw error(in: text) }
        defer { unsafe mysql_free_result(answer) }
        guard let row = unsafe mysql_fetch_row(answer) else { return [] }
        return unsafe (0..<Int(mysql_num_fields(answer))).map { index in
            unsafe row[index].map { unsafe String(cString: $0) } ?? ""
        }
    }

    /// Whether the server has closed its end, as it does when it stops, or after long idleness.
    var isHungUp: Bool {
        let peerHasClosed: Int16 = 0x2000  // POLLRDHUP, which Glibc shows to GNU sources only
        var descriptor = pollfd(fd: unsafe mysql_get_socket(handle), events: peerHasClosed, revents: 0)
        return unsafe poll(&descriptor, 1, 0) > 0
    }

    private func error(in statement: String) -> DatabaseError {
        unsafe .numbered(mysql_errno(handle), message: String(cString: mysql_error(handle)), statement: statement)
    }
}

/// The key of a prepared statement: the addresses of its literals.
struct StatementKey: Hashable {
    let pieces: [StaticString]

    static func == (left: StatementKey, right: StatementKey) -> Bool {
        left.pieces.count == right.pieces.count
            && zip(left.pieces, right.pieces).allSatisfy { left, right in
                address(of: left) == address(of: right) && left.utf8CodeUnitCount == right.utf8CodeUnitCount
            }
    }

    func hash(into hasher: inout Hasher) {
        for piece in pieces { hasher.combine(Self.address(of: piece)) }
    }

    private static func address(of piece: StaticString) -> Int {
        unsafe Int(bitPattern: piece.utf8Start)
    }
}
