package import MariaDB

/// One thing that follows from rows that requests wrote, done later and exactly once, many at a time.
///
/// A step writes what it derives by the connection it is handed, within the transaction that takes the mark of the rows off; what it
/// does elsewhere is not undone. Its rows come in the order of arrival. It must not read the clock for what it writes: after a failure
/// it is run again.
package protocol FollowUpStep<Batch>: Sendable {
    /// The rows: those of submissions are a `Leads.FollowUpBatch`.
    associatedtype Batch

    /// For the log: which step a row was put aside for.
    var name: String { get }

    /// Derives what follows from some rows.
    ///
    /// - Throws: `DatabaseError`, or whatever says that a row cannot be followed up now; everything is undone then.
    func run(_ batch: Batch, on connection: Connection) throws
}
