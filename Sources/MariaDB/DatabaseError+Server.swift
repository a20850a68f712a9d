internal import CMariaDB

extension DatabaseError {
    /// The error of a number of the server or of the client library.
    ///
    /// `message` is read for the name of a key, and kept only when a message of that number speaks of names and text of
    /// the program, never of values.
    static func numbered(_ number: UInt32, message: String, statement: String?) -> DatabaseError {
        DatabaseError(
            code(of: number, message: message), number: number, statement: statement,
            message: speaksOfNamesOnly(number) ? message : nil)
    }

    private static func code(of number: UInt32, message: String) -> Code {
        switch Int32(truncatingIfNeeded: number) {
        case ER_DUP_ENTRY, ER_DUP_ENTRY_WITH_KEY_NAME: .duplicateEntry(key: lastQuoted(in: message))
        case ER_NO_REFERENCED_ROW, ER_NO_REFERENCED_ROW_2: .missingReference
        case ER_ROW_IS_REFERENCED, ER_ROW_IS_REFERENCED_2: .stillReferenced
        case ER_BAD_NULL_ERROR, ER_WARN_DATA_OUT_OF_RANGE, WARN_DATA_TRUNCATED, ER_TRUNCATED_WRONG_VALUE,
            ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, ER_DATA_TOO_LONG, ER_NO_DEFAULT_FOR_FIELD, ER_DIVISION_BY_ZERO:
            .unfitValue
        // 1020: innodb_snapshot_isolation ends one of two transactions that changed the same row; 1412: the table was altered.
        case ER_LOCK_DEADLOCK, ER_CHECKREAD, ER_TABLE_DEF_CHANGED: .deadlock
        case ER_LOCK_WAIT_TIMEOUT: .lockWaitTimeout
        case ER_STATEMENT_TIMEOUT, ER_QUERY_INTERRUPTED: .statementTimeout
        case CR_SERVER_GONE_ERROR, CR_SERVER_LOST, CR_SERVER_LOST_EXTENDED, CR_COMMANDS_OUT_OF_SYNC,
            CR_MALFORMED_PACKET, CR_NEW_STMT_METADATA, CR_SSL_CONNECTION_ERROR, ER_CONNECTION_KILLED,
            ER_SERVER_SHUTDOWN, ER_NORMAL_SHUTDOWN, ER_ABORTING_CONNECTION, ER_NEW_ABORTING_CONNECTION,
            ER_NET_READ_ERROR, ER_NET_READ_INTERRUPTED, ER_NET_ERROR_ON_WRITE, ER_NET_WRITE_INTERRUPTED,
            ER_NET_PACKETS_OUT_OF_ORDER:
            .connectionLost
        // Galera without quorum or not ready (1047); read-only by setting or mode; no connection left; the database is away.
        case ER_UNKNOWN_COM_ERROR, ER_OPTION_PREVENTS_STATEMENT, ER_READ_ONLY_MODE, ER_INNODB_READ_ONLY,
            ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_OPEN_AS_READONLY,
            ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_USER_LIMIT_REACHED, ER_HOST_IS_BLOCKED,
            ER_NO_DB_ERROR, ER_BAD_DB_ERROR:
            .notServing
        // Disk or table space full, files that cannot be used, no memory, tables away as during a restore.
        case ER_DISK_FULL, ER_RECORD_FILE_FULL, ER_ERROR_ON_WRITE, ER_ERROR_ON_READ, ER_ERROR_ON_CLOSE, ER_GET_ERRNO,
            ER_ERROR_DURING_COMMIT, ER_CANT_CREATE_FILE, ER_CANT_OPEN_FILE, ER_FILE_NOT_FOUND, ER_CANT_LOCK,
            ER_NOT_KEYFILE, ER_CRASHED_ON_USAGE, ER_CRASHED_ON_REPAIR, ER_INTERNAL_ERROR,
            ER_OUTOFMEMORY, ER_OUT_OF_SORTMEMORY, ER_OUT_OF_RESOURCES, ER_LOCK_TABLE_FULL,
            ER_TOO_MANY_CONCURRENT_TRXS, ER_BINLOG_LOGGING_IMPOSSIBLE, ER_NO_SUCH_TABLE, ER_NO_SUCH_TABLE_IN_ENGINE,
            ER_TABLESPACE_MISSING, ER_TABLESPACE_DISCARDED:
            .lackingResources
        default: .server(number)
        }
    }

    /// The key of `Duplicate entry '…' for key '…'`; the entry may hold quotes, the key does not.
    private static func lastQuoted(in message: String) -> String {
        let quoted = message.split(separator: "'", omittingEmptySubsequences: false)
        return quoted.count > 2 ? String(quoted[quoted.count - 2]) : ""
    }

    private static func speaksOfNamesOnly(_ number: UInt32) -> Bool {
        if number >= 2000, number < 3000 { return true }
        return switch Int32(truncatingIfNeeded: number) {
        case ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR, ER_BAD_DB_ERROR, ER_TABLE_EXISTS_ERROR,
            ER_BAD_TABLE_ERROR, ER_BAD_FIELD_ERROR, ER_DUP_FIELDNAME, ER_DUP_KEYNAME, ER_NO_SUCH_TABLE,
            ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_CANT_DROP_FIELD_OR_KEY, ER_CON_COUNT_ERROR,
            ER_OPTION_PREVENTS_STATEMENT, ER_UNKNOWN_COM_ERROR, ER_READ_ONLY_MODE, ER_RECORD_FILE_FULL,
            ER_CANT_CREATE_TABLE, ER_TRG_ALREADY_EXISTS, ER_TRG_DOES_NOT_EXIST:
            true
        default: false
        }
    }
}
