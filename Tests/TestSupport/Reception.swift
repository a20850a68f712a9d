public import Routing

/// A response as a gateway receives it.
public struct Reception {
    /// Its status.
    public let status: Int
    /// Its header fields; of several with one name the last.
    public let fields: [String: String]
    /// Its content.
    public let bytes: [UInt8]

    /// Reads a header and what follows it.
    ///
    /// - Throws: when there is no whole header, or none with a status.
    public init(_ received: [UInt8]) throws {
        struct NoHeader: Error {}
        let text = String(decoding: received, as: UTF8.self)
        guard let end = text.firstRange(of: "\r\n\r\n") else { throw NoHeader() }
        let header = text[..<end.lowerBound]
        var fields: [String: String] = [:]
        for line in header.split(separator: "\r\n") {
            let sides = line.split(separator: ": ", maxSplits: 1)
            if sides.count == 2 { fields[String(sides[0])] = String(sides[1]) }
        }
        guard let status = fields["Status"].flatMap({ Int($0.prefix(3)) }) else { throw NoHeader() }
        self.fields = fields
        self.status = status
        bytes = Array(received.dropFirst(header.utf8.count + 4))
    }

    /// The content as JSON; null when there is none, or it is none.
    public var content: JSON { (try? JSONText.parse(bytes)) ?? .null }

    /// The content as text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The member of that name, when it is a string.
    public subscript(name: String) -> String? {
        if case .string(let text)? = content[name] { text } else { nil }
    }

    /// The names of the faulty fields.
    public var faultyFields: Set<String> {
        if case .object(let details)? = content["error"]?["details"] { Set(details.keys) } else { [] }
    }

    /// The code of the failure, when it is one.
    public var code: String? {
        if case .string(let code)? = content["error"]?["code"] { code } else { nil }
    }
}
