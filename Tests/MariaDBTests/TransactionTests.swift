import Glibc
import Synchronization
import TestSupport
import Testing

@testable import MariaDB

struct TransactionTests {
    let database: ScratchDatabase
    let connection: Connection

    init() throws {
        database = try ScratchDatabase()
        connection = database.connection()
        try connection.execute("CREATE TABLE accounts (id INT PRIMARY KEY, total INT NOT NULL)")
        try connection.execute("INSERT INTO accounts VALUES (1, 100), (2, 100)")
    }

    private func totals() throws -> [Int] {
        try (1...2).map {
            try #require(try connection.fetchValue("SELECT total FROM accounts WHERE id = \($0)", as: Int.self))
        }
    }

    @Test func `keeps what it did, and gives the body's value`() throws {
        let value = try connection.transaction {
            try connection.execute("UPDATE accounts SET total = total + 1")
        }
        #expect(value == 2)
        #expect(try totals() == [101, 101])
    }

    @Test func `undoes everything when the body throws, and throws the same`() throws {
        struct Refusal: Error {}
        #expect(throws: Refusal.self) {
            try connection.transaction {
                try connection.execute("UPDATE accounts SET total = 0")
                throw Refusal()
            }
        }
        #expect(try totals() == [100, 100])
    }

    @Test func `an error other than a deadlock is not tried again`() throws {
        var runs = 0
        let error = #expect(throws: DatabaseError.self) {
            try connection.transaction {
                runs += 1
                try connection.execute("INSERT INTO accounts VALUES (1, 0)")
            }
        }
        #expect(error?.code == .duplicateEntry(key: "PRIMARY"))
        #expect(runs == 1)
    }

    /// Two transactions that take the same two rows in opposite order, each waiting for the other to have its first.
    @Test(arguments: [false, true])
    func `of two in a deadlock both are done in the end`(swallows: Bool) throws {
        let database = database
        let held = Atomic(0)
        let runs = Atomic(0)
        let failures = Atomic(0)
        let threads = [(1, 2), (2, 1)].map { first, second in
            Thread {
                let connection = database.connection()
                do {
                    try connection.transaction {
                        runs.add(1, ordering: .relaxed)
                        try connection.execute("UPDATE accounts SET total = total + 1 WHERE id = \(first)")
                        held.add(1, ordering: .sequentiallyConsistent)
                        while held.load(ordering: .sequentiallyConsistent) < 2 { usleep(1000) }
                        do {
                            try connection.execute("UPDATE accounts SET total = total + 1 WHERE id = \(second)")
                        } catch  where swallows {}
                    }
                } catch {
                    failures.add(1, ordering: .relaxed)
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.load(ordering: .relaxed) == 0)
        #expect(runs.load(ordering: .relaxed) == 3)
        #expect(try totals() == [102, 102])
    }

    /// The reader of one row waits for the second one, and is what the server chooses to end: it has written less.
    @Test func `a deadlock after the first row of a result aborts the transaction`() throws {
        let database = database
        let runs = Atomic(0)
        let writer = database.connection()
        var reader: Thread?
        try writer.transaction {
            try writer.execute("UPDATE accounts SET total = total + 1 WHERE id = 2")
            try writer.execute("INSERT INTO accounts VALUES (3, 0), (4, 0), (5, 0)")
            reader = Thread {
                let connection = database.connection()
                do {
                    try connection.transaction {
                        runs.add(1, ordering: .relaxed)
                        let sql: SQL = "SELECT total FROM accounts FORCE INDEX (PRIMARY) ORDER BY id FOR UPDATE"
                        let total = try connection.fetchValue(sql, as: Int.self)
                        try connection.execute("UPDATE accounts SET total = \((total ?? 0) * 2) WHERE id = 1")
                    }
                } catch {
                    Issue.record(error)
                }
            }
            let waiting: SQL = """
                SELECT COUNT(*)
                FROM information_schema.INNODB_TRX
                WHERE trx_state = 'LOCK WAIT' AND trx_query LIKE 'SELECT total FROM accounts FORCE%'
                """
            // The server refreshes that table only when it was not read for 0.1 s.
            while try connection.fetchValue(waiting, as: Int.self) == 0 { usleep(150_000) }
            try writer.execute("UPDATE accounts SET total = total + 1 WHERE id = 1")
        }
        reader?.join()
        #expect(runs.load(ordering: .relaxed) == 2)
        #expect(try totals() == [202, 101])
    }

    @Test func `a lock wait gives up after three tries`() throws {
        let holder = database.connection()
        var options = database.options
        options.answerTimeout = .seconds(4)
        let waiting = Connection(options)
        var runs = 0
        try holder.transaction {
            try holder.execute("UPDATE accounts SET total = 0 WHERE id = 1")
            let error = #expect(throws: DatabaseError.self) {
                try waiting.transaction {
                    runs += 1
                    try waiting.execute("UPDATE accounts SET total = 1 WHERE id = 2")
                    try waiting.execute("UPDATE accounts SET total = 1 WHERE id = 1")
                }
            }
            #expect(error?.code == .lockWaitTimeout)
        }
        #expect(runs == 3)
        #expect(try totals() == [0, 100])
    }

    /// As of a process that was stopped, or of a host that was cut off, in the middle of one.
    @Test func `a transaction whose client is silent keeps its locks no longer than an answer may take`() throws {
        var options = database.options
        options.answerTimeout = .seconds(2)
        let silent = Connection(options)
        let error = #expect(throws: DatabaseError.self) {
            try silent.transaction {
                try silent.execute("UPDATE accounts SET total = 0 WHERE id = 1")
                // This waits for the lock, far longer than the silent one may keep it.
                try connection.execute("UPDATE accounts SET total = 1 WHERE id = 1")
                try silent.execute("UPDATE accounts SET total = 0 WHERE id = 2")
            }
        }
        #expect(error?.code == .connectionLost)
        #expect(try totals() == [1, 100])
    }

    /// A node of a cluster may do that, for a transaction of another node.
    @Test func `on one of several hosts a transaction that ended without a word is run again as a whole`() throws {
        var options = database.options
        let host = options.hosts.first ?? ConnectionOptions.Host(name: "localhost", port: 3306)
        options.hosts = [host, host]
        let one = Connection(options)
        var runs = 0
        try one.transaction {
            runs += 1
            try one.execute("UPDATE accounts SET total = total + 1 WHERE id = 1")
            if runs == 1 { try one.execute("ROLLBACK") }
            try one.execute("UPDATE accounts SET total = total + 1 WHERE id = 2")
        }
        #expect(runs == 2)
        #expect(try totals() == [101, 101])
        // Outside of it statements commit by themselves again, whatever its end was.
        try one.execute("UPDATE accounts SET total = 7 WHERE id = 1")
        #expect(try totals() == [7, 101])
        struct Refusal: Error {}
        #expect(throws: Refusal.self) { try one.transaction { throw Refusal() } }
        try one.execute("UPDATE accounts SET total = 8 WHERE id = 1")
        #expect(try totals() == [8, 101])
    }

    @Test func `deadlocks in a row are no failure until the eighth`() throws {
        for deadlocks in [7, 8] {
            var runs = 0
            let work = {
                try connection.transaction {
                    runs += 1
                    if runs <= deadlocks { try connection.execute("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213") }
                }
            }
            if deadlocks < 8 {
                try work()
            } else {
                #expect(#expect(throws: DatabaseError.self, performing: work)?.code == .deadlock)
            }
            #expect(runs == 8)
        }
    }

    @Test func `a lock of the server is one connection's at a time`() throws {
        let other = database.connection()
        try connection.withLock("guiche-test-\(UInt64.random(in: 0 ... .max))", waitSeconds: 0) {}
        let name = "guiche-test-\(UInt64.random(in: 0 ... .max))"
        let error = #expect(throws: DatabaseError.self) {
            try connection.withLock(name, waitSeconds: 0) {
                try other.withLock(name, waitSeconds: 0) {}
            }
        }
        #expect(error?.code == .lockWaitTimeout)
        try other.withLock(name, waitSeconds: 0) {}
    }

    /// As of a process that was stopped, or of a host that was cut off, between two transactions.
    @Test func `a holder that is silent keeps its lock no longer than two answers may take`() throws {
        var options = database.options
        options.answerTimeout = .seconds(1)
        let (holder, other) = (Connection(options), database.connection())
        let name = "guiche-test-\(UInt64.random(in: 0 ... .max))"
        let error = #expect(throws: DatabaseError.self) {
            try holder.withLock(name, waitSeconds: 0) {
                try other.withLock(name, waitSeconds: 30) {}
                try holder.execute("UPDATE accounts SET total = 0 WHERE id = 1")
            }
        }
        #expect(error?.code == .connectionLost)
        #expect(try totals() == [100, 100])
        try holder.withLock(name, waitSeconds: 0) {
            for _ in 0..<7 {
                usleep(500_000)
                try holder.keepAlive()
            }
            #expect(throws: DatabaseError.self) { try other.withLock(name, waitSeconds: 0) {} }
        }
    }
}

/// A thread that runs a closure; joined once.
final class Thread: Sendable {
    private let handle: pthread_t

    init(_ body: @escaping @Sendable () -> Void) {
        final class Box {
            let body: @Sendable () -> Void; init(_ body: @escaping @Sendable () -> Void) { self.body = body }
        }
        var handle = pthread_t()
        let box = unsafe Unmanaged.passRetained(Box(body)).toOpaque()
        let status = unsafe pthread_create(
            &handle, nil,
            { box in
                DatabaseThread.attach()
                if let box = unsafe box { unsafe Unmanaged<Box>.fromOpaque(box).takeRetainedValue().body() }
                DatabaseThread.detach()
                return nil
            }, box)
        precondition(status == 0)
        self.handle = handle
    }

    func join() { pthread_join(handle, nil) }
}
