internal import COpenSSL

/// Unpredictable bytes of the operating system's generator, by way of OpenSSL's.
///
/// A process whose generator fails halts: nothing it would sign or name after that could be trusted.
public func randomBytes(_ byteCount: Int) -> [UInt8] {
    precondition(0...Int(Int32.max) ~= byteCount, "a count of random bytes is from 0 to 2^31 - 1")
    return unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
        precondition(
            unsafe RAND_bytes(buffer.baseAddress, Int32(byteCount)) == 1, "the random generator has failed")
        count = byteCount
    }
}
