internal import CMariaDB

extension Session {
    /// Longest wait for a server to take a connection, in seconds, for each host.
    static let connectSeconds: UInt32 = 2

    /// How long a host may acknowledge nothing, in milliseconds: of one that fell silent, as with its network cut, the system then ends the
    /// connection. One that computes acknowledges.
    static let silentMilliseconds: Int32 = 4000

    static let modes = [
        "STRICT_TRANS_TABLES", "ERROR_FOR_DIVISION_BY_ZERO", "NO_ZERO_DATE", "NO_ZERO_IN_DATE",
        "NO_ENGINE_SUBSTITUTION",
    ]

    /// Opens a connection to the first server that accepts it, and sets it up in the round trip of the sign-in and one more.
    ///
    /// Of several hosts, the first one that accepts writes; when none does, the first one that accepts the connection.
    ///
    /// - Throws: ``DatabaseError/Code/unreachable``, immediately while a recent attempt has failed; ``DatabaseError/Code/overdue`` when the
    ///   deadline passes between two hosts.
    static func open(_ options: ConnectionOptions, until deadline: ContinuousClock.Instant?) throws(DatabaseError)
        -> Session
    {
        ClientLibrary.start()
        let hosts = options.socketPath == nil ? options.hosts : [ConnectionOptions.Host(name: "", port: 0)]
        let attempt = Duration.seconds(Int(connectSeconds) * hosts.count + 1)
        guard options.outage.admits(attempt: attempt) else { throw DatabaseError(.unreachable) }
        var failure = DatabaseError(.unreachable)
        var readOnly: Session?
        for index in options.outage.order(of: hosts.count) {
            if let deadline, ContinuousClock.now >= deadline {
                options.outage.begin()
                throw DatabaseError(.overdue)
            }
            do {
                let session = try connect(to: hosts[index], at: index, options)
                guard hosts.count > 1 else {
                    options.outage.end()
                    return session
                }
                if try session.isServing() {
                    options.outage.end()
                    return session
                }
                readOnly = readOnly ?? session
            } catch {
                failure = error
            }
            options.outage.avoid(index)
        }
        if let readOnly {
            options.outage.end()
            return readOnly
        }
        options.outage.begin()
        throw DatabaseError(.unreachable, number: failure.number, statement: nil, message: failure.message)
    }

    /// Whether the server accepts writes from this user: it is not read-only and, in a cluster, belongs to the quorum.
    ///
    /// Source: `START TRANSACTION READ WRITE` and `read_only`, MariaDB Server 10.11; `wsrep_cluster_status`, Galera.
    func isServing() throws(DatabaseError) -> Bool {
        do {
            try send("START TRANSACTION READ WRITE")
            try send("ROLLBACK")
            let found = try texts(
                """
                SELECT @@GLOBAL.innodb_read_only OR EXISTS (
                  SELECT 1 FROM information_schema.GLOBAL_STATUS
                  WHERE VARIABLE_NAME = 'WSREP_CLUSTER_STATUS' AND VARIABLE_VALUE = 'non-Primary')
                """)
            return found == ["0"]
        } catch {
            guard error.code == .notServing else { throw error }
            return false
        }
    }

    private static func connect(
        to host: ConnectionOptions.Host, at index: Int, _ options: ConnectionOptions
    ) throws(DatabaseError) -> Session {
        guard let handle = unsafe mysql_init(nil) else { throw DatabaseError(.unreachable) }
        let session = unsafe Session(owning: handle, to: index)
        unsafe prepare(handle, options)
        let opened = unsafe mysql_real_connect(
            handle, host.name == "" ? nil : host.name, options.user, options.password,
            options.database == "" ? nil : options.database, host.port, options.socketPath, 0)
        guard unsafe opened != nil else {
            throw unsafe .numbered(
                mysql_errno(handle), message: String(cString: mysql_error(handle)), statement: nil)
        }
        if host.name != "", unsafe guiche_end_when_silent(mysql_get_socket(handle), silentMilliseconds) != 0 {
            throw DatabaseError(.unreachable, number: 0, statement: nil, message: "its socket has no time limits")
        }
        let found = try session.texts(
            """
            SELECT @@SESSION.sql_mode, @@SESSION.time_zone, @@character_set_client, EXISTS (
              SELECT 1 FROM information_schema.SESSION_VARIABLES WHERE VARIABLE_NAME = 'WSREP_ON' AND VARIABLE_VALUE = 'ON')
            """)
        guard found.count == 4, Set(found[0].split(separator: ",").map(String.init)) == Set(modes),
            found[1] == "+00:00", found[2] == "utf8mb4"
        else {
            throw DatabaseError(
                .unreachable, number: 0, statement: nil, message: "the server did not take the session's settings")
        }
        session.isInCluster = found[3] == "1"
        return session
    }

    private static func prepare(_ handle: UnsafeMutablePointer<MYSQL>, _ options: ConnectionOptions) {
        let answerSeconds = UInt32(clamping: options.answerTimeout.components.seconds)
        unsafe set(handle, MYSQL_OPT_CONNECT_TIMEOUT, connectSeconds)
        if answerSeconds > 0 {
            unsafe set(handle, MYSQL_OPT_READ_TIMEOUT, answerSeconds)
            unsafe set(handle, MYSQL_OPT_WRITE_TIMEOUT, answerSeconds)
        }
        unsafe set(handle, MYSQL_OPT_LOCAL_INFILE, UInt32(0))
        unsafe set(handle, MYSQL_OPT_RECONNECT, my_bool(0))
        let transport = options.socketPath == nil ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET
        unsafe set(handle, MYSQL_OPT_PROTOCOL, transport.rawValue)
        if let path = options.certificateAuthorityPath {
            unsafe mysql_options(handle, MYSQL_OPT_SSL_CA, path)
            unsafe set(handle, MYSQL_OPT_SSL_ENFORCE, my_bool(1))
            unsafe set(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool(1))
        }
        unsafe mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        unsafe mysql_options(handle, MYSQL_INIT_COMMAND, setUp(options))
    }

    /// The settings of a session; the server gives up before we stop listening.
    ///
    /// It also ends a transaction whose client has been silent for as long as an answer may take: a process or a host that was frozen in the
    /// middle of one would keep its locks, and all who wait for them waiting.
    private static func setUp(_ options: ConnectionOptions) -> String {
        let answerSeconds = options.answerTimeout.components.seconds
        let lockSeconds = max(1, answerSeconds - 2)
        var text = "SET SESSION sql_mode = '\(modes.joined(separator: ","))', SESSION time_zone = '+00:00'"
        guard options.answerTimeout > .zero else { return text }
        text +=
            ", SESSION innodb_lock_wait_timeout = \(lockSeconds), SESSION idle_transaction_timeout = \(max(1, answerSeconds)), "
        return text + timeLimit(options.answerTimeout).dropFirst("SET ".count)
    }

    /// Sets how long the server works on one statement before it gives up.
    static func timeLimit(_ answerTimeout: Duration) -> String {
        let seconds = answerTimeout.components.seconds
        return "SET SESSION max_statement_time = \(seconds > 0 ? "\(seconds - 1).5" : "0")"
    }

    /// Makes the server give up by a deadline, a round trip before the statement only when less time is left than the session's
    /// limit, and another when there is time again.
    ///
    /// - Throws: ``DatabaseError/Code/overdue``.
    func hurry(until deadline: ContinuousClock.Instant?, _ answerTimeout: Duration) throws(DatabaseError) {
        var left: Duration?
        if let deadline {
            let rest = ContinuousClock.now.duration(to: deadline)
            guard rest > .zero else { throw DatabaseError(.overdue) }
            if answerTimeout == .zero || rest < answerTimeout { left = rest }
        }
        guard left != nil || isHurried else { return }
        isHurried = left != nil
        guard let left else { return try send(Self.timeLimit(answerTimeout)) }
        let milliseconds = max(1, Int(left / .milliseconds(1)))
        try send(
            "SET SESSION max_statement_time = \(milliseconds / 1000).\(String(milliseconds % 1000 + 1000).dropFirst())")
    }

    private static func set<Value>(_ handle: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ value: Value) {
        unsafe withUnsafePointer(to: value) { _ = unsafe mysql_options(handle, option, $0) }
    }
}
