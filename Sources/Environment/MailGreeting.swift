import Routing

/// The name by which a mail server is greeted: a fully qualified host name, or the literal of an address.
///
/// Source: RFC 5321 §4.1.1.1 (EHLO), §2.3.5 (fully qualified), §4.1.3 (`[192.0.2.1]`, `[IPv6:2001:db8::1]`).
package struct MailGreeting: Sendable, Equatable {
    /// For a host without a full name, such as `localhost`: strict servers refuse a bare name, and accept the literal.
    package static let loopback = MailGreeting(literal: "[127.0.0.1]")

    /// The name after `EHLO`: at most 253 letters, digits and `.-[]:`.
    package let text: String

    private init(literal: String) { text = literal }

    /// The greeting of a host; nil for a name that is not fully qualified.
    ///
    /// - Parameter host: a name, or an address with or without brackets.
    package init?(_ host: String) {
        var bytes = Array(host.utf8)
        if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
            bytes = Array(bytes[1..<bytes.count - 1])
        }
        let tag = Array("ipv6:".utf8)
        if bytes.count > tag.count, bytes[..<tag.count].map(Self.lowercased) == tag { bytes.removeFirst(tag.count) }
        // The root's dot.
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        guard bytes.count <= 253 else { return nil }
        let name = String(decoding: bytes, as: UTF8.self)
        if Self.isIPv4(bytes) {
            text = "[\(name)]"
        } else if Self.isIPv6(bytes) {
            text = "[IPv6:\(name)]"
        } else if Self.isQualifiedName(bytes) {
            text = name
        } else {
            return nil
        }
    }

    /// The greeting of the host of an `http` or `https` address.
    package init(ofURL url: String) {
        var authority = url.utf8[...]
        if let scheme = url.utf8.firstRange(of: "://".utf8) { authority = url.utf8[scheme.upperBound...] }
        authority = authority.prefix { ![UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains($0) }
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { authority = authority[authority.index(after: at)...] }
        let host =
            authority.first == UInt8(ascii: "[")
            ? authority.dropFirst().prefix { $0 != UInt8(ascii: "]") } : authority.prefix { $0 != UInt8(ascii: ":") }
        self = MailGreeting(String(decoding: host, as: UTF8.self)) ?? .loopback
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || UInt8(ascii: "a")...UInt8(ascii: "f") ~= lowercased(byte)
    }

    private static func isIPv4(_ bytes: [UInt8]) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                1...3 ~= part.count && part.allSatisfy(isDigit) && part.reduce(0) { $0 * 10 + Int($1 & 15) } < 256
            }
    }

    /// Eight groups, or at most seven around one `::`. Source: RFC 4291 §2.2.
    private static func isIPv6(_ bytes: [UInt8]) -> Bool {
        guard let gap = bytes.firstRange(of: Array("::".utf8)) else { return groups(in: bytes[...]) == 8 }
        guard let head = groups(in: bytes[..<gap.lowerBound]), let tail = groups(in: bytes[gap.upperBound...]) else {
            return false
        }
        return head + tail <= 7 && !bytes[..<gap.lowerBound].contains(UInt8(ascii: "."))
    }

    /// How many groups of 16 bits a part of an address has, the last two of which may be an IPv4 address; nil when it is none.
    private static func groups(in part: ArraySlice<UInt8>) -> Int? {
        guard !part.isEmpty else { return 0 }
        var groups = part.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = groups.count
        if let last = groups.last, last.contains(UInt8(ascii: ".")) {
            guard isIPv4(Array(last)) else { return nil }
            groups.removeLast()
            count += 1
        }
        return groups.allSatisfy { 1...4 ~= $0.count && $0.allSatisfy(isHex) } ? count : nil
    }

    /// Two labels or more, the last of which is no number. Source: RFC 1123 §2.1.
    private static func isQualifiedName(_ bytes: [UInt8]) -> Bool {
        let labels = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.count > 1, let last = labels.last, !last.allSatisfy(isDigit) else { return false }
        return labels.allSatisfy { label in
            1...63 ~= label.count && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                && label.allSatisfy {
                    isDigit($0) || UInt8(ascii: "a")...UInt8(ascii: "z") ~= lowercased($0) || $0 == UInt8(ascii: "-")
                }
        }
    }
}

extension SettingsReader {
    /// The name that mail servers are greeted by: `SMTP_HELO_NAME`, else the host of `PUBLIC_URL`.
    mutating func greeting(publicURL: String) -> MailGreeting {
        guard let name = optionalText("SMTP_HELO_NAME") else { return MailGreeting(ofURL: publicURL) }
        if let greeting = MailGreeting(name) { return greeting }
        note("SMTP_HELO_NAME: must be a fully qualified host name such as mail.example.com, or an address")
        return .loopback
    }
}
