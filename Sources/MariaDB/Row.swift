/// One row of an answer, valid while it is being decoded.
public struct Row: ~Copyable {
    let result: ResultBuffer

    /// The column of that name, decoded.
    ///
    /// Fastest in the order of the `SELECT`, which is the order one reads them in.
    ///
    /// - Throws: ``DatabaseError/Code/undecodable(column:)`` when there is none of that name, or it does not hold a `V`.
    @inlinable
    public subscript<V: ColumnDecodable>(name: StaticString) -> V {
        get throws(DatabaseError) {
            let column = try column(named: name)
            return try V(column: column)
        }
    }

    @usableFromInline
    func column(named name: StaticString) throws(DatabaseError) -> Column {
        guard let index = result.index(of: name) else {
            throw DatabaseError(.undecodable(column: name.description))
        }
        return Column(result: result, index: index)
    }

    /// The first column, decoded.
    func first<V: ColumnDecodable>(as type: V.Type) throws(DatabaseError) -> V {
        let column = Column(result: result, index: 0)
        return try V(column: column)
    }
}

/// A type that one row makes.
public protocol RowDecodable {
    /// Reads the row's columns by name.
    ///
    /// - Throws: ``DatabaseError`` when a column is absent or unfit.
    init(row: borrowing Row) throws(DatabaseError)
}
