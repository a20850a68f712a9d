package import Environment
package import FoundationEssentials
package import MariaDB

/// A periodic removal of what has expired.
package struct Sweep: Sendable {
    /// What it removes, in the plural, for the log.
    package let name: String
    private let removeSome: @Sendable (Connection, Settings, Date) throws -> Int

    /// A sweep.
    ///
    /// - Parameter removeSome: removes some of what has expired by a moment, and returns how many; 0 when nothing is left.
    package init(_ name: String, removeSome: @escaping @Sendable (Connection, Settings, Date) throws -> Int) {
        self.name = name
        self.removeSome = removeSome
    }

    /// Removes some at a time until nothing is left or `isRunning` is false.
    ///
    /// - Returns: how many were removed.
    /// - Throws: `DatabaseError`; what was removed before stays removed.
    package func run(_ connection: Connection, _ settings: Settings, at now: Date, while isRunning: () -> Bool) throws
        -> Int
    {
        var total = 0
        while isRunning() {
            let count = try removeSome(connection, settings, now)
            if count == 0 { break }
            total += count
        }
        return total
    }
}
