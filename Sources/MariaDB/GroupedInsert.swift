internal import Glibc
internal import Posix

/// Inserts rows that several threads have at the same moment in one statement, so that they share its round trip and its commit.
///
/// A row that comes while no statement is under way is sent at once. Those that come meanwhile wait for its end, as their own commit
/// would wait for its flush of the log, and go together with the next. They wait for nothing else: where another transaction or a key is
/// in the way of one row, the statement fails at once, and each thread inserts its row by itself.
public final class GroupedInsert: Sendable {
    /// The most rows of a statement; a statement has a power of two of them, since each number is a prepared one of its own.
    public static let mostRows = 8

    /// How many statements went to the server.
    public var statementCount: Int { state.withLock { $0.statementCount } }

    /// The outcome of a row.
    enum Outcome: Sendable {
        case inserted, notInserted
        case unknown(DatabaseError)
    }

    private struct State {
        /// The first of them sends the next statement.
        var waiting: [WaitingRow] = []
        var isBusy = false
        var statementCount = 0
    }

    private let state = Lock(State())
    /// One for all threads, since one statement is under way at a time: its prepared statements are there once.
    private let connection: TurnedConnection

    /// A group that no row waits in, with a connection of its own, opened when first needed.
    public init(_ options: ConnectionOptions) {
        connection = TurnedConnection(Connection(options))
    }

    /// Inserts a row, together with those of other threads; it has committed when this returns true.
    ///
    /// - Parameters:
    ///   - row: the values in their parentheses.
    ///   - head: the statement before them, with `VALUES`; rows of different heads do not go together.
    ///   - deadline: when the request that the thread works on must be over.
    /// - Returns: false when nothing was done, whatever was in the way: the caller inserts the row by itself, and learns why it cannot be.
    /// - Throws: ``DatabaseError/Code/commitOutcomeUnknown`` alone, for each row of the statement.
    public func insert(_ row: SQL, under head: SQL, until deadline: ContinuousClock.Instant?) throws(DatabaseError)
        -> Bool
    {
        let own = WaitingRow(row, under: head)
        let isFirst = state.withLock { state in
            state.waiting.append(own)
            defer { state.isBusy = true }
            return !state.isBusy
        }
        switch (isFirst ? nil : own.outcome()) ?? send(until: deadline) {
        case .inserted: return true
        case .notInserted: return false
        case .unknown(let error): throw error
        }
    }

    /// Sends the rows that wait, the thread's own the first of them.
    private func send(until deadline: ContinuousClock.Instant?) -> Outcome {
        let group = state.withLock { state in
            let alike = state.waiting.prefix(Self.mostRows).prefix { $0.key == state.waiting[0].key }.count
            let count = 1 << (Int.bitWidth - 1 - alike.leadingZeroBitCount)
            defer { state.waiting.removeFirst(count) }
            return Array(state.waiting.prefix(count))
        }
        let outcome = insert(group, until: deadline)
        state.withLock { state in
            state.statementCount += 1
            state.isBusy = !state.waiting.isEmpty
            state.waiting.first?.resume(with: nil)
        }
        for row in group.dropFirst() { row.resume(with: outcome) }
        return outcome
    }

    private func insert(_ group: [WaitingRow], until deadline: ContinuousClock.Instant?) -> Outcome {
        connection.inTurn.deadline = deadline
        do throws(DatabaseError) {
            try connection.inTurn.execute(
                """
                SET STATEMENT innodb_lock_wait_timeout = 0 FOR
                \(group[0].head) \(group.map(\.row).joined(separator: ", "))
                """)
            return .inserted
        } catch {
            guard error.code == .connectionLost else { return .notInserted }
            return .unknown(
                DatabaseError(.commitOutcomeUnknown, number: error.number, statement: error.statement))
        }
    }
}

/// A connection that threads use one after another: that thread's whose turn it is to send the rows that wait.
private final class TurnedConnection: @unchecked Sendable {
    let inTurn: Connection
    init(_ connection: Connection) { inTurn = connection }
}

/// A row, and the thread that waits for what becomes of it.
@safe
private final class WaitingRow: @unchecked Sendable {
    let row: SQL
    let head: SQL
    let key: StatementKey
    /// Written before the semaphore is posted, read after it was waited for.
    private var result: GroupedInsert.Outcome?
    private let semaphore: UnsafeMutablePointer<sem_t>

    init(_ row: SQL, under head: SQL) {
        self.row = row
        self.head = head
        key = StatementKey(pieces: head.pieces)
        unsafe semaphore = .allocate(capacity: 1)
        precondition(unsafe sem_init(semaphore, 0, 0) == 0)
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    /// Waits for what becomes of it; nil when it is the thread's turn to send the rows that wait.
    func outcome() -> GroupedInsert.Outcome? {
        while unsafe sem_wait(semaphore) != 0 {}
        return result
    }

    /// Lets the thread go on.
    func resume(with outcome: GroupedInsert.Outcome?) {
        result = outcome
        unsafe sem_post(semaphore)
    }
}
