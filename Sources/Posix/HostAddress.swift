internal import Glibc

/// An IP address, and whether the Internet at large is where it leads.
///
/// Source: IANA IPv4 and IPv6 Special-Purpose Address Registries, RFC 6890.
public struct HostAddress: Sendable, Equatable {
    /// 4 or 16 bytes, most significant first.
    public let bytes: [UInt8]

    /// An address of 4 or 16 bytes; nil for another number.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    /// The address in a socket address of the system, `sockaddr_in` or `sockaddr_in6`; nil for another family.
    public init?(socketAddress raw: [UInt8]) {
        guard raw.count >= 2 else { return nil }
        let family = Int32(UInt16(littleEndian: UInt16(raw[0]) | UInt16(raw[1]) << 8))
        switch family {
        case AF_INET where raw.count >= 8: self.init(bytes: Array(raw[4..<8]))
        case AF_INET6 where raw.count >= 24: self.init(bytes: Array(raw[8..<24]))
        default: return nil
        }
    }

    /// The address that a host's text is, in every form that a resolver takes for one without asking: `192.0.2.1`, `127.1`,
    /// `0x7f000001`, `[::1]`, `fe80::1%eth0`; nil for a name, and for more than 255 bytes.
    public init?(text: String) {
        guard text.utf8.count <= 255 else { return nil }
        var host = text[...]
        if host.utf8.first == UInt8(ascii: "["), host.utf8.last == UInt8(ascii: "]") {
            host = host.dropFirst().dropLast()
        }
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(String(host), nil, &hints, &found) == 0, let first = unsafe found else { return nil }
        defer { unsafe freeaddrinfo(first) }
        guard let address = unsafe first.pointee.ai_addr else { return nil }
        let raw = unsafe UnsafeRawBufferPointer(start: address, count: Int(first.pointee.ai_addrlen))
        unsafe self.init(socketAddress: Array(raw))
    }

    /// Whether it is this host's own.
    public var isLoopback: Bool {
        if let embedded { return embedded.isLoopback }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == Self.loopback6
    }

    /// Whether it leads to this host, to a private network or nowhere: loopback, link-local, private, shared, unique-local, multicast,
    /// reserved or unspecified; an IPv6 address that embeds an IPv4 address is judged by that.
    public var isPrivate: Bool {
        if let embedded { return embedded.isPrivate }
        return Self.privateNetworks.contains { network in
            network.prefix.count == bytes.count && network.holds(bytes)
        }
    }

    /// The IPv4 address embedded in an IPv6 address: mapped, compatible, translated (NAT64) or 6to4.
    private var embedded: HostAddress? {
        guard bytes.count == 16 else { return nil }
        for (network, place) in Self.embeddings where network.holds(bytes) {
            // The unspecified and the loopback address are their own.
            if bytes == Self.loopback6 || bytes.allSatisfy({ $0 == 0 }) { return nil }
            return HostAddress(bytes: Array(bytes[place..<place + 4]))
        }
        return nil
    }

    private static let loopback6 = [UInt8](repeating: 0, count: 15) + [1]

    /// The addresses that begin with the same bits.
    private struct Network: Sendable {
        let prefix: [UInt8]
        let bits: Int

        /// The prefix as its first bytes; the others are zero.
        init(_ first: [UInt8], bits: Int, of count: Int) {
            prefix = first + [UInt8](repeating: 0, count: count - first.count)
            self.bits = bits
        }

        func holds(_ bytes: [UInt8]) -> Bool {
            for index in 0..<(bits + 7) / 8 {
                let mask = UInt8(truncatingIfNeeded: 0xFF00 >> min(8, bits - 8 * index))
                if bytes[index] & mask != prefix[index] & mask { return false }
            }
            return true
        }
    }

    private static let embeddings: [(Network, place: Int)] = [
        (Network([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], bits: 96, of: 16), 12),
        (Network([], bits: 96, of: 16), 12),
        (Network([0x00, 0x64, 0xFF, 0x9B], bits: 96, of: 16), 12),
        (Network([0x20, 0x02], bits: 16, of: 16), 2),
    ]

    private static let privateNetworks: [Network] =
        [
            ([0], 8), ([10], 8), ([100, 64], 10), ([127], 8), ([169, 254], 16), ([172, 16], 12), ([192, 0, 0], 24),
            ([192, 168], 16), ([198, 18], 15), ([224], 3),
        ].map { Network($0.0, bits: $0.1, of: 4) }
        + [
            ([], 127), ([0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01], 48), ([0x01], 64), ([0x20, 0x01, 0x00, 0x00], 32),
            ([0xFC], 7), ([0xFE, 0x80], 9), ([0xFF], 8),
        ].map { Network($0.0, bits: $0.1, of: 16) }
}
