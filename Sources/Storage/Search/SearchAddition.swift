import MariaDB

/// The records that a search finds beside the index because they wait for it, and the index must skip.
struct SearchAddition {
    /// Those that the query finds.
    let ids: [[UInt8]]
    /// Those of whose words in the index some may be wrong.
    let stale: [[UInt8]]

    /// Whether a record is found: by the index, where that is right, or as one that waits.
    func condition(_ indexed: SQL, for id: SQL) -> SQL {
        let right: SQL = stale.isEmpty ? indexed : "\(indexed) AND \(id) NOT IN (\(list: stale.padded))"
        return ids.isEmpty ? right : "(\(right) OR \(id) IN (\(list: ids.padded)))"
    }
}

extension [[UInt8]] {
    /// The ids, the last one repeated up to a power of two: a list in SQL is a prepared statement of its own for every length.
    var padded: [[UInt8]] {
        guard let last else { return self }
        var length = 1
        while length < count { length *= 2 }
        return self + Array(repeating: last, count: length - count)
    }
}
