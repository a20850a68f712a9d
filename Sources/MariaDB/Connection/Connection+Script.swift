extension Connection {
    /// Runs the statements of a file one by one, each ended by `;` at the end of a line; for migrations only.
    ///
    /// Lines that begin with `--` between statements are skipped. Answers are dropped. A connection that is lost on the
    /// way is not replaced.
    ///
    /// - Parameter report: receives how many statements are done, after each.
    /// - Throws: ``DatabaseError`` of the first statement that fails, with its text; those before it stay done.
    public func executeScript(_ text: String, report: (Int) -> Void = { _ in }) throws(DatabaseError) {
        try checkReady()
        closeIfDisconnected()
        _ = try connected()
        let wasPinned = isPinned
        isPinned = true
        defer { isPinned = wasPinned }
        for (place, statement) in Self.statements(in: text).enumerated() {
            try command(statement)
            report(place + 1)
        }
    }

    /// The statements of a file, without their `;` and the comments before them.
    static func statements(in text: String) -> [String] {
        var statements: [String] = []
        var lines: [Substring] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
            let code = line.trimming(while: \.isWhitespace)
            if lines.isEmpty, code == "" || code.hasPrefix("--") { continue }
            guard code.hasSuffix(";") else {
                lines.append(line)
                continue
            }
            lines.append(code.dropLast())
            statements.append(lines.joined(separator: "\n"))
            lines = []
        }
        if !lines.isEmpty { statements.append(lines.joined(separator: "\n")) }
        return statements
    }
}

extension Substring {
    /// The text without such characters at its ends.
    func trimming(while isTrimmed: (Character) -> Bool) -> Substring {
        var rest = drop(while: isTrimmed)
        while let last = rest.last, isTrimmed(last) { rest.removeLast() }
        return rest
    }
}
