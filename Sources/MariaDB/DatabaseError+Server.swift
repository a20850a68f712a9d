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
        case ER_LOCK_DEADLOCK: .deadlock
        case ER_LOCK_WAIT_TIMEOUT: .lockWaitTimeout
        case ER_STATEMENT_TIMEOUT: .statementTimeout
        case CR_SERVER_GONE_ERROR, CR_SERVER_LOST, CR_SERVER_LOST_EXTENDED, CR_COMMANDS_OUT_OF_SYNC,
            CR_MALFORMED_PACKET, CR_NEW_STMT_METADATA, CR_SSL_CONNECTION_ERROR, ER_CONNECTION_KILLED,
            ER_SERVER_SHUTDOWN:
            .connectionLost
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
            ER_OPTION_PREVENTS_STATEMENT, ER_CANT_CREATE_TABLE, ER_TRG_ALREADY_EXISTS, ER_TRG_DOES_NOT_EXIST:
            true
        default: false
        }
    }
}
