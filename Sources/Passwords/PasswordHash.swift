internal import CCrypt
import Crypto
internal import Glibc

/// A bcrypt hash of a password, as it is stored: 60 ASCII bytes of version, cost, salt and digest.
///
/// Hashing and matching take the processor for a time that doubles with each step of the cost (about 0.2 s at 12), 32 KiB
/// of memory, and may run on any number of threads at once. Nothing of the password stays in memory that this type owns.
///
/// Source: Provos and Mazières, A Future-Adaptable Password Scheme, USENIX 1999; crypt(5) of libxcrypt.
public struct PasswordHash: Hashable, Sendable {
    /// Bytes of a stored hash.
    public static let textBytes = 60
    /// The costs there are; each doubles the work of the one before.
    public static let costs = 4...31
    /// How many bytes a password may have: bcrypt reads at most 72.
    public static let passwordBytes = 1...72

    /// The stored form.
    public let text: String

    /// A stored hash of version `2a`, `2b` or `2y`; nil for any other text.
    ///
    /// `2x` marks hashes of a broken implementation, under which many passwords match one hash.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == Self.textBytes, ["$2a$", "$2b$", "$2y$"].contains(text.prefix(4)),
            bytes[6] == UInt8(ascii: "$"), let cost = Int(text.dropFirst(4).prefix(2)), Self.costs ~= cost,
            bytes[4...5].allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }),
            bytes[7...].allSatisfy(Self.isDigit)
        else { return nil }
        self.text = text
    }

    /// The cost that the hash was made at.
    public var cost: Int {
        Int(text.dropFirst(4).prefix(2)) ?? Self.costs.lowerBound
    }

    /// A new `$2b$` hash of a password's bytes with a fresh salt; `cost` is 4 through 31.
    ///
    /// - Throws: `PasswordError.empty`, `.tooLong` or `.holdsNUL` for a password that bcrypt would not read whole;
    ///   `.failed` when the library cannot make a salt or has no memory.
    public static func hashing(_ password: [UInt8], cost: Int) throws(PasswordError) -> PasswordHash {
        precondition(costs ~= cost, "a bcrypt cost is from 4 to 31")
        try check(password)
        guard let setting = newSetting(cost: cost), let text = hash(password, setting: setting),
            let hash = PasswordHash(text: text)
        else { throw .failed }
        return hash
    }

    /// Whether the hash was made of these bytes. A password that is empty, too long or holds a NUL never matches.
    public func matches(_ password: [UInt8]) -> Bool {
        do {
            try Self.check(password)
        } catch {
            return false
        }
        guard let made = Self.hash(password, setting: text) else { return false }
        return isEqualInConstantTime(Array(made.utf8), Array(text.utf8))
    }

    private static func check(_ password: [UInt8]) throws(PasswordError) {
        guard !password.isEmpty else { throw .empty }
        guard passwordBytes ~= password.count else { throw .tooLong(limitBytes: passwordBytes.upperBound) }
        guard !password.contains(0) else { throw .holdsNUL }
    }

    private static func newSetting(cost: Int) -> String? {
        var output = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
        let capacity = Int32(output.count)
        // No bytes given: the library asks the operating system for the salt.
        guard unsafe crypt_gensalt_rn("$2b$", UInt(cost), nil, 0, &output, capacity) != nil else { return nil }
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func hash(_ password: [UInt8], setting: String) -> String? {
        guard let memory = unsafe calloc(1, MemoryLayout<crypt_data>.size) else { return nil }
        defer {
            unsafe explicit_bzero(memory, MemoryLayout<crypt_data>.size)
            unsafe free(memory)
        }
        var phrase = password.map(CChar.init(bitPattern:)) + [0]
        defer {
            unsafe phrase.withUnsafeMutableBytes { bytes in
                if let address = bytes.baseAddress { unsafe explicit_bzero(address, bytes.count) }
            }
        }
        let data = unsafe memory.bindMemory(to: crypt_data.self, capacity: 1)
        guard let output = unsafe crypt_r(phrase, setting, data) else { return nil }
        let text = unsafe String(cString: output)
        // A failure is a text that no hash begins with.
        return text.hasPrefix("*") ? nil : text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
