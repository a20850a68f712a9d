internal import COpenSSL

/// A SHA-256 digest in the making, fed in pieces of any size; constant memory.
///
/// Source: FIPS 180-4 §6.2.
@safe public struct SHA256Hasher: ~Copyable {
    /// Bytes of a finished digest.
    public static let digestBytes = 32

    // Fetched once: OpenSSL 3 otherwise looks the algorithm up on every digest. Immutable and never freed.
    nonisolated(unsafe) private static let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil)

    private let context: OpaquePointer

    /// A digest of no bytes yet. A process that cannot allocate it halts.
    public init() {
        guard let context = unsafe EVP_MD_CTX_new(), unsafe EVP_DigestInit_ex(context, Self.algorithm, nil) == 1 else {
            preconditionFailure("OpenSSL cannot begin a SHA-256 digest")
        }
        unsafe self.context = context
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes to what is digested.
    public mutating func update(_ bytes: RawSpan) {
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe EVP_DigestUpdate(context, buffer.baseAddress, buffer.count)
        }
        precondition(status == 1, "OpenSSL cannot go on with a SHA-256 digest")
    }

    /// Adds bytes to what is digested.
    public mutating func update(_ bytes: Span<UInt8>) {
        unsafe update(bytes.bytes)
    }

    /// Adds bytes to what is digested.
    public mutating func update(_ bytes: ArraySlice<UInt8>) {
        update(bytes.span)
    }

    /// Adds bytes to what is digested.
    public mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// The digest of everything added, 32 bytes; ends the hasher.
    public consuming func finalize() -> [UInt8] {
        let context = unsafe context
        return unsafe [UInt8](unsafeUninitializedCapacity: Self.digestBytes) { buffer, count in
            precondition(
                unsafe EVP_DigestFinal_ex(context, buffer.baseAddress, nil) == 1,
                "OpenSSL cannot finish a SHA-256 digest")
            count = Self.digestBytes
        }
    }
}

/// The SHA-256 digest of some bytes, 32 bytes.
///
/// Source: FIPS 180-4 §6.2.
public func sha256(_ bytes: [UInt8]) -> [UInt8] {
    var hasher = SHA256Hasher()
    hasher.update(bytes)
    return hasher.finalize()
}

/// The SHA-256 digest of a text's UTF-8, 32 bytes.
///
/// Source: FIPS 180-4 §6.2.
public func sha256(_ text: String) -> [UInt8] {
    sha256(Array(text.utf8))
}
