/// Why a password cannot be hashed.
public enum PasswordError: Error, Hashable, Sendable {
    /// It has no bytes.
    case empty
    /// It has more bytes than bcrypt reads.
    case tooLong(limitBytes: Int)
    /// It holds a NUL, at which a C string ends.
    case holdsNUL
    /// The library could not make a salt or a hash.
    case failed
}
