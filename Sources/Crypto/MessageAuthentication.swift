internal import COpenSSL

/// The digest inside an HMAC.
public enum HMACDigest: Sendable, Hashable, CaseIterable {
    /// SHA-256: codes of 32 bytes.
    case sha256
    /// SHA-384: codes of 48 bytes.
    case sha384
    /// SHA-512: codes of 64 bytes.
    case sha512

    /// Bytes of a message authentication code.
    public var codeBytes: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    // Fetched once: OpenSSL 3 otherwise looks the algorithm up on every code. Immutable and never freed.
    nonisolated(unsafe) private static let sha256Algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)
    nonisolated(unsafe) private static let sha384Algorithm = unsafe EVP_MD_fetch(nil, "SHA384", nil)
    nonisolated(unsafe) private static let sha512Algorithm = unsafe EVP_MD_fetch(nil, "SHA512", nil)

    fileprivate var algorithm: OpaquePointer? {
        switch self {
        case .sha256: unsafe Self.sha256Algorithm
        case .sha384: unsafe Self.sha384Algorithm
        case .sha512: unsafe Self.sha512Algorithm
        }
    }
}

/// The message authentication code of some bytes under a key of any length, `digest.codeBytes` long.
///
/// Source: FIPS 198-1; RFC 2104 §2.
public func hmac(_ digest: HMACDigest, key: [UInt8], message: Span<UInt8>) -> [UInt8] {
    let codeBytes = digest.codeBytes
    // An empty array has no address, and OpenSSL takes "no key" to mean "the key of last time".
    let key = key.isEmpty ? [0] : key
    return unsafe [UInt8](unsafeUninitializedCapacity: codeBytes) { code, count in
        var written: UInt32 = 0
        let result = unsafe key.withUnsafeBytes { key in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe HMAC(
                    digest.algorithm, key.baseAddress, Int32(key.count), message.baseAddress, message.count,
                    code.baseAddress, &written)
            }
        }
        precondition(unsafe result != nil && Int(written) == codeBytes, "OpenSSL cannot authenticate a message")
        count = codeBytes
    }
}

/// The message authentication code of some bytes under a key of any length, `digest.codeBytes` long.
///
/// Source: FIPS 198-1; RFC 2104 §2.
public func hmac(_ digest: HMACDigest, key: [UInt8], message: [UInt8]) -> [UInt8] {
    hmac(digest, key: key, message: message.span)
}
