/// The type and subtype of a media type, in lower case, without its parameters.
///
/// Source: RFC 9110 §8.3.1.
public struct MediaType: Sendable {
    /// `type/subtype` in lower case.
    public let essence: String

    /// The media type that a `Content-Type` value names; nil when it names none.
    public init?(_ field: String?) {
        guard let field else { return nil }
        var essence: [UInt8] = []
        for byte in field.utf8.prefix(while: { $0 != UInt8(ascii: ";") }) {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): essence.append(byte | 0x20)
            default: essence.append(byte)
            }
        }
        guard let slash = essence.firstIndex(of: UInt8(ascii: "/")), slash > 0, slash < essence.count - 1,
            essence.lastIndex(of: UInt8(ascii: "/")) == slash
        else { return nil }
        self.essence = String(decoding: essence, as: UTF8.self)
    }

    /// Whether it is `application/json` or a type built on it (RFC 6839 §3.1).
    public var isJSON: Bool {
        essence == "application/json" || (essence.hasPrefix("application/") && essence.hasSuffix("+json"))
    }

    /// Whether an `Accept` value asks for HTML by name and likes JSON no better, as a browser's form submission does.
    ///
    /// Source: RFC 9110 §12.5.1.
    public static func prefersHTML(_ accept: String?) -> Bool {
        guard let accept else { return false }
        var weights: [ByteText: Double] = [:]
        for entry in accept.split(separator: ",").prefix(50) {
            guard let essence = MediaType(String(entry))?.essence else { continue }
            let quality = entry.split(separator: ";").dropFirst().map { $0.filter { $0 != " " } }
                .compactMap { $0.dropping(prefix: "q=") ?? $0.dropping(prefix: "Q=") }.first
            weights[ByteText(essence)] = quality.flatMap { Double($0) } ?? 1
        }
        let html = weights["text/html"] ?? 0
        return html > 0 && html >= weights["application/json"] ?? 0
    }
}
