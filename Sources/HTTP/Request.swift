/// A request as the program sees it: method, target, header fields, content.
public struct Request {
    /// The method, or nil for one that this program does not know.
    public let method: Method?
    /// The path of the target, still percent-encoded, without the query.
    public let path: String
    /// The query of the target, without `?`; empty when there is none.
    public let query: String
    /// The exchange that this request came by; its content can be read once.
    public let exchange: any Exchange

    /// The most bytes of a request target that are looked at; longer ones are not found.
    public static let targetBytes = 8192

    /// The request that an exchange carries, read from its meta-variables.
    public init(_ exchange: any Exchange) {
        self.exchange = exchange
        method = exchange.variable("REQUEST_METHOD").flatMap(Method.init(bytewise:))
        if let target = exchange.variable("REQUEST_URI"), !target.isEmpty {
            if let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) {
                path = String(target[..<mark])
                query = String(target[target.utf8.index(after: mark)...])
            } else {
                (path, query) = (target, "")
            }
        } else {
            path = (exchange.variable("SCRIPT_NAME") ?? "") + (exchange.variable("PATH_INFO") ?? "")
            query = exchange.variable("QUERY_STRING") ?? ""
        }
    }

    /// The value of a header field, or nil when the request has none.
    public subscript(name: FieldName) -> String? {
        if let value = exchange.variable(name.variable) { return value }
        guard let other = name.redirectedVariable, let value = exchange.variable(other) else { return nil }
        // The rule sets it for a request without the field, too.
        return value.isEmpty ? nil : value
    }

    /// The length that the request declares for its content, in bytes; nil when it declares none or not a number.
    public var contentLength: Int? {
        exchange.variable("CONTENT_LENGTH").flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Reads what is left of the content and drops it, so that the sender is not cut off before it reads the answer.
    ///
    /// - Parameter limit: where to give up; nginx limits it too.
    public func discardContent(limit: Int) {
        guard contentLength ?? 0 > 0 else { return }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var dropped = 0
        // A sender that is gone needs no further reading.
        while dropped < limit, let count = try? exchange.readContent(into: &buffer), count > 0 { dropped += count }
    }

    /// Reads the whole content into memory.
    ///
    /// - Parameter limit: the most bytes that are kept.
    /// - Returns: the content, or nil when there is more than `limit`.
    /// - Throws: `ContentError.interrupted`.
    public func content(limit: Int) throws(ContentError) -> [UInt8]? {
        if let declared = contentLength, declared > limit { return nil }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(16_384, max(limit, 1)))
        while true {
            let count = try exchange.readContent(into: &buffer)
            if count == 0 { return content }
            guard content.count + count <= limit else { return nil }
            content.append(contentsOf: buffer[..<count])
        }
    }
}
