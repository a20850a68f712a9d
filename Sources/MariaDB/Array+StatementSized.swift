extension Array {
    /// The elements in parts of a few lengths only, powers of two up to 256, longest first: a list in SQL is a prepared statement of
    /// its own for every length.
    public var statementSized: [ArraySlice<Element>] {
        var parts: [ArraySlice<Element>] = []
        var rest = self[...]
        while !rest.isEmpty {
            let length = 1 << Swift.min(8, Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
            parts.append(rest.prefix(length))
            rest.removeFirst(length)
        }
        return parts
    }
}
