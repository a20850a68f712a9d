/// Why a statement was not done, or its answer not understood.
///
/// `description` is safe to show; `debugDescription` is for the log. Neither holds a bound value.
public struct DatabaseError: Error, Sendable {
    /// The causes that a caller may act on.
    public enum Code: Sendable, Equatable {
        /// A unique key has that value already (1062).
        case duplicateEntry(key: String)
        /// A row names another that is not there (1452).
        case missingReference
        /// A row that others name cannot go or change (1451).
        case stillReferenced
        /// A value does not fit its column (1264, 1265, 1292, 1366, 1406, 1048 and their like).
        case unfitValue
        /// The server chose this transaction to end a deadlock or a conflict of snapshots, and rolled it back (1213, 1020).
        case deadlock
        /// Another transaction held a row for too long (1205).
        case lockWaitTimeout
        /// The statement ran for too long and was ended (1969), or an administrator ended it (1317).
        case statementTimeout
        /// The connection broke; what was under way outside a transaction may or may not have been done.
        case connectionLost
        /// No server could be reached, or none let us in; nothing was done.
        case unreachable
        /// The server is reachable and does not serve: read-only, without quorum, not ready; nothing was done.
        case notServing
        /// The server lacks room, memory, files or tables; the statement was not done.
        case lackingResources
        /// The time of the request was over before the statement; it was not sent.
        case overdue
        /// The connection broke in `COMMIT`; the transaction may or may not have been done.
        case commitOutcomeUnknown
        /// A column is `NULL`, absent, or of a kind that the wanted type cannot hold.
        case undecodable(column: String)
        /// A bound value has no form in SQL: a date outside the years 0 through 9999.
        case unencodable
        /// Any other error, by the server's number.
        case server(UInt32)
    }

    /// The cause.
    public let code: Code
    /// The number of the server or client library; 0 for a cause of our own.
    public let number: UInt32
    /// The statement, `?` for each value.
    public let statement: String?
    /// The server's own words, kept only where they can hold no bound value.
    let message: String?

    /// An error of a known cause.
    public init(_ code: Code, number: UInt32 = 0, statement: String? = nil) {
        self.init(code, number: number, statement: statement, message: nil)
    }

    init(_ code: Code, number: UInt32 = 0, statement: String?, message: String?) {
        self.code = code
        self.number = number
        self.statement = statement
        self.message = message
    }
}

extension DatabaseError: CustomStringConvertible, CustomDebugStringConvertible {
    /// The cause in a few words, safe to show.
    public var description: String {
        switch code {
        case .duplicateEntry: "The entry exists already."
        case .missingReference: "The entry names another that does not exist."
        case .stillReferenced: "Other entries still name this one."
        case .unfitValue: "A value does not fit its column."
        case .deadlock, .lockWaitTimeout: "Other work on the same entries was in the way."
        case .statementTimeout: "The database took too long."
        case .connectionLost: "The connection to the database was lost."
        case .unreachable: "The database cannot be reached."
        case .notServing: "The database does not serve at the moment."
        case .lackingResources: "The database has no room left, or cannot use its files."
        case .overdue: "The request took too long."
        case .commitOutcomeUnknown: "The connection to the database was lost; the change may or may not have been kept."
        case .undecodable: "The database returned a value that could not be decoded."
        case .unencodable: "A value cannot be stored."
        case .server: "The database refused the statement."
        }
    }

    /// The cause, the server's number and the statement's text, for the log.
    public var debugDescription: String {
        var text = "\(code)"
        if number != 0 { text += " [\(number)]" }
        if let message { text += " \(message)" }
        if let statement { text += " in: \(statement)" }
        return text
    }
}
