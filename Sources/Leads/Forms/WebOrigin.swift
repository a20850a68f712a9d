package import Routing

/// The origin of a web page: scheme, host and port.
///
/// Source: RFC 6454 §6.1; of the characters of hosts, those that need no escape in a header field or in HTML.
package struct WebOrigin: Sendable, Hashable {
    /// As browsers write it in `Origin`: in lower case, without a usual port.
    package let text: String
    /// The host, without the port.
    package let host: String

    /// The most characters of an origin.
    private static let longest = 270

    /// An origin such as `https://www.example.com` or `http://localhost:3000`; nil for any other text.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.longest, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let text = text.lowercased()
        guard let scheme = ["https", "http"].first(where: { text.hasPrefix($0 + "://") }),
            let rest = text.dropping(prefix: scheme + "://")
        else { return nil }
        let (host, port): (Substring, Substring?)
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = rest[...end]
            let tail = rest[rest.index(after: end)...]
            guard tail.isEmpty || tail.hasPrefix(":") else { return nil }
            port = tail.isEmpty ? nil : tail.dropFirst()
            guard host.utf8.count > 4, host.dropFirst().dropLast().utf8.allSatisfy(Self.isOfAddress) else { return nil }
        } else {
            let colon = rest.firstIndex(of: ":") ?? rest.endIndex
            host = rest[..<colon]
            port = colon == rest.endIndex ? nil : rest[rest.index(after: colon)...]
            guard Self.isName(host) else { return nil }
        }
        var suffix = ""
        if let port {
            guard port.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(port), 1...65_535 ~= number else {
                return nil
            }
            if number != (scheme == "https" ? 443 : 80) { suffix = ":\(number)" }
        }
        self.host = String(host)
        self.text = "\(scheme)://\(host)\(suffix)"
    }

    /// The origin of a web address; nil for one with credentials, or without a host.
    package init?(ofURL url: String) {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        // Browsers read a backslash as a slash. Source: URL Standard, "special authority".
        let end = url.utf8[scheme.upperBound...].firstIndex { "/?#\\".utf8.contains($0) } ?? url.endIndex
        self.init(String(url[..<end]))
    }

    /// Letters, digits and hyphens, in labels that dots divide.
    private static func isName(_ host: Substring) -> Bool {
        guard 1...253 ~= host.utf8.count else { return false }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            1...63 ~= label.utf8.count && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
                && label.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == UInt8(ascii: "-") }
        }
    }

    /// Digits of a number to the base 16, colons and dots.
    private static func isOfAddress(_ byte: UInt8) -> Bool {
        0x61...0x66 ~= byte || 0x30...0x39 ~= byte || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }
}

extension Rule where Value == WebOrigin {
    /// An `http` or `https` origin, without a path.
    package static let origin = Rule(.string(pattern: #"^https?://[^/?#@\s]+$"#)) { (value) throws(Fault) in
        guard let text = value.string else { throw .wrongType("a string", pt: "um texto") }
        guard let origin = WebOrigin(text.trimmed) else {
            throw Fault(
                "Must be an origin such as https://www.example.com, without a path.",
                pt: "Deve ser uma origem como https://www.exemplo.com.br, sem caminho.")
        }
        return origin
    }
}
