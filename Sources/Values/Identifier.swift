import Crypto
package import FoundationEssentials
package import MariaDB
package import Routing

/// The id of one `Entity`: a UUIDv7, sixteen bytes in the database, lower-case canonical text outside.
///
/// Source: RFC 9562 §5.7 (version 7), §4 (text form).
package struct Identifier<Entity>: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// A new id: the time in milliseconds, then 74 random bits.
    package init(at now: Date = Date()) {
        let milliseconds = UInt64(max(0, now.timeIntervalSince1970 * 1000))
        let random = randomBytes(10)
        high = milliseconds << 16 | 0x7000 | Self.number(random[..<2]) & 0x0FFF
        low = 1 << 63 | Self.number(random[2...]) & (1 << 62 - 1)
    }

    /// The id of what follows from something: the same whenever it is made of the same time and text.
    ///
    /// - Parameter key: names it among all of its kind.
    package init(at moment: Date, naming key: String) {
        let milliseconds = UInt64(max(0, moment.timeIntervalSince1970 * 1000))
        let digest = sha256(key)
        high = milliseconds << 16 | 0x7000 | Self.number(digest[..<2]) & 0x0FFF
        low = 1 << 63 | Self.number(digest[2..<10]) & (1 << 62 - 1)
    }

    /// A new id that comes after another in order, however many are made in one millisecond and whatever the clock does.
    ///
    /// Source: RFC 9562 §6.2, method 2.
    package init(after last: Identifier?, at now: Date = Date()) {
        let fresh = Identifier(at: now)
        guard let last, fresh <= last else {
            self = fresh
            return
        }
        let step = UInt64.random(in: 1...1 << 32)
        if last.low & Self.randomBits <= Self.randomBits - step {
            (high, low) = (last.high, last.low + step)
        } else {
            high = (last.high >> 16 + 1) << 16 | 0x7000
            low = 1 << 63 | step
        }
    }

    private static var randomBits: UInt64 { 1 << 62 - 1 }

    /// The id that a text of the canonical form names; nil for any other text, upper case included.
    package init?(_ text: String) {
        var digits: [UInt8] = []
        for (index, character) in text.utf8.enumerated() {
            switch (index, character) {
            case (36..., _): return nil
            case (8, 0x2D), (13, 0x2D), (18, 0x2D), (23, 0x2D): continue
            case (8, _), (13, _), (18, _), (23, _): return nil
            case (_, 0x30...0x39): digits.append(character - 0x30)
            case (_, 0x61...0x66): digits.append(character - 0x61 + 10)
            default: return nil
            }
        }
        guard digits.count == 32 else { return nil }
        high = digits[..<16].reduce(0) { $0 << 4 | UInt64($1) }
        low = digits[16...].reduce(0) { $0 << 4 | UInt64($1) }
    }

    /// The id of sixteen bytes in network order; nil for another number of them.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        high = Self.number(bytes[..<8])
        low = Self.number(bytes[8...])
    }

    /// The id of the same thing under another name.
    package init<Other>(_ id: Identifier<Other>) {
        high = id.high
        low = id.low
    }

    /// The lowest id of a moment: ids made before it are less, others are not.
    package static func lowerBound(at moment: Date) -> Self {
        Self(high: UInt64(max(0, (moment.timeIntervalSince1970 * 1000).rounded(.up))) << 16, low: 0)
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The lower-case canonical text.
    package var text: String {
        var characters: [UInt8] = []
        characters.reserveCapacity(36)
        for digit in 0..<32 {
            if digit == 8 || digit == 12 || digit == 16 || digit == 20 { characters.append(UInt8(ascii: "-")) }
            let part = digit < 16 ? high : low
            characters.append(Self.character(UInt8(truncatingIfNeeded: part >> UInt64(60 - digit % 16 * 4)) & 15))
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// The bytes in network order.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for index in 0..<16 {
            let part = index < 8 ? high : low
            bytes.append(UInt8(truncatingIfNeeded: part >> UInt64(56 - index % 8 * 8)))
        }
        return bytes
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func character(_ digit: UInt8) -> UInt8 { digit < 10 ? digit + 0x30 : digit - 10 + 0x61 }
}

extension Identifier: Comparable {
    /// Older ids come first.
    package static func < (left: Identifier, right: Identifier) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension Identifier: SQLBindable, ColumnDecodable {
    /// The sixteen bytes.
    package var sqlValue: SQLValue { .bytes(bytes) }

    /// The id in a `BINARY(16)` column.
    package init(column: borrowing Column) throws(DatabaseError) {
        let parts = try column.withBytes { (bytes) throws(DatabaseError) -> (UInt64, UInt64)? in
            guard bytes.count == 16 else { return nil }
            var parts: (UInt64, UInt64) = (0, 0)
            for index in 0..<8 {
                parts.0 = parts.0 << 8 | UInt64(bytes[index])
                parts.1 = parts.1 << 8 | UInt64(bytes[index + 8])
            }
            return parts
        }
        guard let parts else { throw column.undecodable }
        (high, low) = parts
    }
}

extension Identifier: Encodable, Described {
    /// A UUID.
    package static var schema: Schema { .identifier }

    /// Writes the canonical text.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Rule {
    /// An id in its canonical text form.
    package static func identifier<Entity>() -> Rule where Value == Identifier<Entity> {
        Rule(.identifier) { (value) throws(Fault) in
            guard let id = value.string.flatMap({ Identifier<Entity>($0) }) else {
                throw Fault("Must be a UUID in lower case.", pt: "Deve ser um UUID em letras minúsculas.")
            }
            return id
        }
    }
}
