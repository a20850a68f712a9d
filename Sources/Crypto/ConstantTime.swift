internal import COpenSSL

/// Whether two byte strings are equal, in a time that depends on their lengths only.
public func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
            // Two empty strings have no address to compare at.
            guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return true }
            return unsafe CRYPTO_memcmp(leftBase, rightBase, left.count) == 0
        }
    }
}
