package import Environment
package import FoundationEssentials
package import MariaDB

/// Something that is done at its time: a worker looks every second for what is due.
///
/// A step finds what is due by an index and marks it in the transaction in which it is done, so that it is done once by any number of
/// workers, whatever is killed; what was due while no worker ran is done by the next.
package struct TimedStep: Sendable {
    /// What it does, for the log.
    package let name: String
    private let runSome: @Sendable (Connection, Settings, Date) throws -> Int

    /// A step.
    ///
    /// - Parameter runSome: does some of what is due by a moment, and returns how many; 0 when nothing is left.
    package init(_ name: String, runSome: @escaping @Sendable (Connection, Settings, Date) throws -> Int) {
        self.name = name
        self.runSome = runSome
    }

    /// Does what is due, some at a time, until nothing is left or `isRunning` is false.
    ///
    /// - Returns: how many were done.
    /// - Throws: `DatabaseError`; what was done before stays done.
    package func run(
        _ connection: Connection, _ settings: Settings, at now: Date, while isRunning: () -> Bool = { true }
    ) throws -> Int {
        var total = 0
        while isRunning() {
            let count = try runSome(connection, settings, now)
            if count == 0 { break }
            total += count
        }
        return total
    }
}
