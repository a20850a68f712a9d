import Glibc

/// Unix sockets for datagrams, and their addresses for system calls.
enum DatagramAddress {
    /// The most bytes of a path.
    static let longestPath = 107

    /// A socket without an address.
    ///
    /// - Parameter isWaiting: whether calls wait while a queue is full or empty.
    static func socket(isWaiting: Bool) throws(PosixError) -> Int32 {
        var kind = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        if !isWaiting { kind |= Int32(SOCK_NONBLOCK.rawValue) }
        let descriptor = Glibc.socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw PosixError(last: "socket") }
        return descriptor
    }

    /// Calls `body` with the address of a path; one that begins with `@` names no file (unix(7), abstract).
    static func with<T>(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> T) -> T {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isAbstract = path.hasPrefix("@")
        let bytes = (isAbstract ? [0] + path.utf8.dropFirst() : Array(path.utf8)).prefix(longestPath)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        // The name of an abstract address is as long as the address says, zeros included.
        let length =
            isAbstract
            ? MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + bytes.count } ?? 0
            : MemoryLayout<sockaddr_un>.size
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(length))
            }
        }
    }
}
