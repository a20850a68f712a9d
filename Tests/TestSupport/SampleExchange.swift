public import HTTP
public import Routing

/// A request that is all there, or breaks off where a test wants it to.
public final class SampleExchange: Exchange {
    private let variables: [String: String]
    private var rest: ArraySlice<UInt8>
    private let pieceBytes: Int
    private let isInterrupted: Bool
    private var deadline: ContinuousClock.Instant?

    /// A request.
    ///
    /// - Parameters:
    ///   - pieceBytes: the most bytes of content that one reading gives.
    ///   - isInterrupted: whether the sender goes away after the content, before its end.
    public init(
        _ variables: [String: String], content: [UInt8] = [], pieceBytes: Int = .max, isInterrupted: Bool = false
    ) {
        self.variables = variables
        rest = content[...]
        self.pieceBytes = pieceBytes
        self.isInterrupted = isInterrupted
    }

    /// A request with JSON content, when some is given, and its length.
    public convenience init(
        _ method: String, _ target: String, json: JSON? = nil, _ variables: [String: String] = [:]
    ) throws {
        var all = ["REQUEST_METHOD": method, "REQUEST_URI": target].merging(variables) { $1 }
        let content = try json.map { try JSONText.bytes(of: $0) } ?? []
        if json != nil { all["CONTENT_TYPE"] = "application/json" }
        all["CONTENT_LENGTH"] = "\(content.count)"
        self.init(all, content: content)
    }

    /// The variable of that name.
    public func variable(_ name: String) -> String? { variables[name] }

    /// Lets reading end at a deadline.
    public func limitReading(until deadline: ContinuousClock.Instant) { self.deadline = deadline }

    /// The next bytes of the content.
    ///
    /// - Throws: `ContentError.interrupted` at the end of a request that breaks off, `.overdue` after the deadline.
    public func readContent(into buffer: inout [UInt8]) throws(ContentError) -> Int {
        if let deadline, ContinuousClock.now >= deadline { throw .overdue }
        let piece = rest.prefix(min(buffer.count, pieceBytes))
        if piece.isEmpty && isInterrupted { throw .interrupted }
        rest = rest.dropFirst(piece.count)
        buffer.replaceSubrange(..<piece.count, with: piece)
        return piece.count
    }
}
