internal import COpenSSL

/// Authenticated encryption: AES-256 in Galois/Counter Mode.
///
/// Source: NIST SP 800-38D; nonces of 96 random bits, §8.2.2: at most 2^32 texts under one key.
public struct AES256GCM: Sendable {
    /// Bytes of a key.
    public static let keyBytes = 32
    /// Bytes of a nonce.
    public static let nonceBytes = 12
    /// Bytes of an authentication tag.
    public static let tagBytes = 16

    // Fetched once: OpenSSL 3 otherwise looks the algorithm up on every use. Immutable and never freed.
    nonisolated(unsafe) private static let cipher = unsafe EVP_CIPHER_fetch(nil, "AES-256-GCM", nil)

    private let key: [UInt8]

    /// Encryption under a key; nil unless that has `keyBytes`.
    public init?(key: [UInt8]) {
        guard key.count == Self.keyBytes else { return nil }
        self.key = key
    }

    /// A text's nonce, fresh each time, its ciphertext and its tag, in a row.
    ///
    /// - Parameter data: what is not hidden, but must be shown again to open it.
    public func seal(_ text: [UInt8], authenticating data: [UInt8]) -> [UInt8] {
        seal(text, authenticating: data, nonce: randomBytes(Self.nonceBytes))
    }

    /// As above with a nonce that was never used under this key.
    func seal(_ text: [UInt8], authenticating data: [UInt8], nonce: [UInt8]) -> [UInt8] {
        let context = CipherContext()
        var hidden = [UInt8](repeating: 0, count: text.count)
        var tag = [UInt8](repeating: 0, count: Self.tagBytes)
        var count: Int32 = 0
        guard unsafe EVP_EncryptInit_ex(context.pointer, Self.cipher, nil, key, nonce) == 1,
            unsafe data.isEmpty || EVP_EncryptUpdate(context.pointer, nil, &count, data, Int32(data.count)) == 1,
            unsafe text.isEmpty || EVP_EncryptUpdate(context.pointer, &hidden, &count, text, Int32(text.count)) == 1,
            unsafe EVP_EncryptFinal_ex(context.pointer, &tag, &count) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), &tag) == 1
        else { preconditionFailure("OpenSSL cannot encrypt") }
        return nonce + hidden + tag
    }

    /// The text that was sealed with the same key and data; nil when anything of it is another.
    public func open(_ sealed: [UInt8], authenticating data: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Self.nonceBytes + Self.tagBytes else { return nil }
        let nonce = Array(sealed.prefix(Self.nonceBytes))
        let hidden = Array(sealed[Self.nonceBytes..<(sealed.count - Self.tagBytes)])
        var tag = Array(sealed.suffix(Self.tagBytes))
        let context = CipherContext()
        var text = [UInt8](repeating: 0, count: hidden.count)
        var rest = [UInt8](repeating: 0, count: Self.tagBytes)
        var count: Int32 = 0
        guard unsafe EVP_DecryptInit_ex(context.pointer, Self.cipher, nil, key, nonce) == 1,
            unsafe data.isEmpty || EVP_DecryptUpdate(context.pointer, nil, &count, data, Int32(data.count)) == 1,
            unsafe hidden.isEmpty
                || EVP_DecryptUpdate(context.pointer, &text, &count, hidden, Int32(hidden.count)) == 1,
            unsafe EVP_CIPHER_CTX_ctrl(context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagBytes), &tag) == 1
        else { preconditionFailure("OpenSSL cannot decrypt") }
        return unsafe EVP_DecryptFinal_ex(context.pointer, &rest, &count) == 1 ? text : nil
    }
}

/// OpenSSL's state between the steps of one text.
@safe private struct CipherContext: ~Copyable {
    let pointer: OpaquePointer

    /// A context; a process that cannot allocate it halts.
    init() {
        guard let pointer = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("OpenSSL has no memory left") }
        unsafe self.pointer = pointer
    }

    deinit { unsafe EVP_CIPHER_CTX_free(pointer) }
}
