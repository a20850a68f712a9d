import MariaDB
package import Storage

extension ProductStore {
    /// The active products that a text finds, best first.
    ///
    /// - Throws: `DatabaseError`.
    package func best(_ text: String, atMost limit: Int) throws -> [FoundRecord] {
        try SearchStore<ProductWords>(connection).best(text, atMost: limit)
    }

    /// Brings the words of new and changed products up to date, or those of all.
    ///
    /// - Parameters:
    ///   - isRunning: asked before each batch.
    ///   - progress: receives the number of products done and their total.
    /// - Returns: how many products were looked at.
    /// - Throws: `DatabaseError`; the batches before it stay.
    package func reindex(
        all: Bool, while isRunning: () -> Bool = { true }, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws -> Int {
        try SearchStore<ProductWords>(connection).reindex(all: all, while: isRunning, progress: progress)
    }
}
