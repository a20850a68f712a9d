internal import CCurl
internal import Glibc
internal import Posix

/// Which addresses connections may be made to. It is asked for every address before a connection to it is begun, so that a name that
/// leads elsewhere by then is refused, too.
public enum Reach: Sendable, Equatable {
    /// All: the host is the operator's own word.
    case anywhere
    /// The Internet, and this host.
    case publicOrLoopback
    /// The Internet only.
    case publicOnly

    /// Whether a connection to an address may be begun.
    func allows(_ address: HostAddress) -> Bool {
        switch self {
        case .anywhere: true
        case .publicOrLoopback: !address.isPrivate || address.isLoopback
        case .publicOnly: !address.isPrivate
        }
    }

    /// Has the library ask before each connection of a handle.
    ///
    /// - Throws: `TransferError` when the library does not.
    func guardConnections(of handle: CurlHandle) throws(TransferError) {
        switch self {
        case .anywhere: break
        case .publicOrLoopback:
            try unsafe handle.setOpener { _, _, address in unsafe Reach.open(address, if: .publicOrLoopback) }
        case .publicOnly: try unsafe handle.setOpener { _, _, address in unsafe Reach.open(address, if: .publicOnly) }
        }
    }

    /// A socket for a connection to an address; the library treats a bad one as a failed connection.
    private static func open(_ address: UnsafeMutablePointer<curl_sockaddr>?, if reach: Reach) -> curl_socket_t {
        guard let address = unsafe address else { return CURL_SOCKET_BAD }
        let count = unsafe min(Int(address.pointee.addrlen), MemoryLayout<sockaddr_storage>.size)
        let raw = unsafe withUnsafeBytes(of: &address.pointee.addr) { pointer in
            // The library leaves room for the whole address past the member's declared size.
            unsafe Array(UnsafeRawBufferPointer(start: pointer.baseAddress, count: count))
        }
        guard let host = HostAddress(socketAddress: raw), reach.allows(host) else { return CURL_SOCKET_BAD }
        return unsafe socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }
}
