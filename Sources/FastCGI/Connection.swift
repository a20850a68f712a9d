import CFastCGI
import Glibc

/// A connection of the gateway, and the request that is on it.
///
/// It is one thread's at a time: that of the slot which serves it, or none while it is parked (`ParkedConnections`). libfcgi
/// remembers the struct's address and reads the next request from a connection that its `ipcFd` names; its own `accept` is not used,
/// since it waits for a silent peer's first byte and may hand out another connection than the one that spoke.
@safe
final class Connection: @unchecked Sendable {
    /// By which the connection is found when it speaks; never that of another.
    let id: UInt64
    /// Whether the set of parked connections has seen it before.
    var isRegistered = false
    /// When it was parked last.
    var restsSince = ContinuousClock.now
    private let request: UnsafeMutablePointer<FCGX_Request>

    /// How much of a request's content that its handler left is read, so that the connection can be kept.
    private static let leftContentBytes = 65_536
    /// Owns a connected socket.
    ///
    /// - Parameter silenceSeconds: how long the gateway may neither send nor take a byte in mid-request.
    /// - Throws: `FastCGIError.library`; the socket is closed.
    init(owning descriptor: Int32, id: UInt64, silenceSeconds: Int) throws(FastCGIError) {
        self.id = id
        unsafe request = .allocate(capacity: 1)
        unsafe request.initialize(to: FCGX_Request())
        guard unsafe FCGX_InitRequest(request, -1, 0) == 0 else {
            unsafe request.deallocate()
            Glibc.close(descriptor)
            throw .library
        }
        unsafe request.pointee.ipcFd = descriptor
        unsafe request.pointee.keepConnection = 1
        var limit = timeval(tv_sec: silenceSeconds, tv_usec: 0)
        let bytes = socklen_t(MemoryLayout<timeval>.size)
        // Where the system has no such limit, there is none.
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, bytes)
        }
    }

    deinit {
        if unsafe request.pointee.ipcFd >= 0 { unsafe FCGX_Free(request, 1) }
        unsafe request.deallocate()
    }

    /// The socket; negative once it is closed.
    var descriptor: Int32 { unsafe request.pointee.ipcFd }

    /// Whether something can be read now: bytes, or the end of the connection.
    var speaks: Bool {
        var byte: UInt8 = 0
        return unsafe recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) >= 0 || errno != EAGAIN
    }

    /// Reads the head of the next request.
    ///
    /// - Returns: false when the gateway has closed the connection, or sends nothing that is FastCGI; it is closed.
    func receive() -> Bool { unsafe FCGX_Accept_r(request) == 0 }

    /// The meta-variable of that name.
    func variable(_ name: String) -> String? {
        guard let value = unsafe FCGX_GetParam(name, request.pointee.envp) else { return nil }
        return unsafe String(cString: value)
    }

    /// Reads the next bytes of the content into the front of `buffer`; nil when the gateway went away.
    func readContent(into buffer: inout [UInt8]) -> Int? {
        let count = unsafe buffer.withUnsafeMutableBytes { bytes -> Int32 in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe FCGX_GetStr(start, Int32(clamping: bytes.count), request.pointee.in)
        }
        guard count >= 0, unsafe FCGX_GetError(request.pointee.in) == 0 else { return nil }
        return Int(count)
    }

    /// Sends bytes of the response; false when the gateway went away.
    func send(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe FCGX_PutStr(start, Int32(buffer.count), request.pointee.out) == Int32(buffer.count)
        }
    }

    /// Ends the request: what was sent is flushed, what is left of the content is dropped.
    ///
    /// - Parameter isLast: whether the connection is to serve no further request.
    /// - Returns: whether it is open for the next request.
    func finish(isLast: Bool) -> Bool {
        // The rest would be read as the beginning of the next request.
        if unsafe request.pointee.keepConnection != 0, !hasContentEnded() { unsafe request.pointee.keepConnection = 0 }
        if unsafe isLast && request.pointee.keepConnection != 0 {
            if unsafe FCGX_FFlush(request.pointee.out) == 0 {
                let bytes = farewell
                _ = unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            }
            close()
        } else {
            unsafe FCGX_Finish_r(request)
        }
        return descriptor >= 0
    }

    /// Closes the connection without an end of the request, which shows the gateway that the response is incomplete.
    ///
    /// Source: FastCGI 1.0 §5.5 (`FCGI_END_REQUEST`, which is left out).
    func close() { unsafe FCGX_Free(request, 1) }

    /// Lets the gateway send nothing more; what it has sent can be read.
    func stopReceiving() { shutdown(descriptor, Int32(SHUT_RD)) }

    /// The records that end the request (§5.3 `FCGI_STDOUT` without content, §5.5 `FCGI_END_REQUEST`, complete), and one record more: nginx keeps
    /// a connection only when nothing follows the end, so it closes this one, and no request is lost on it.
    private var farewell: [UInt8] {
        let id = unsafe [UInt8(request.pointee.requestId >> 8 & 0xFF), UInt8(request.pointee.requestId & 0xFF)]
        return [1, 6] + id + [0, 0, 0, 0] + [1, 3] + id + [0, 8, 0, 0] + [UInt8](repeating: 0, count: 8)
            + [1, 11, 0, 0, 0, 8, 0, 0] + [UInt8](repeating: 0, count: 8)
    }

    private func hasContentEnded() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1024)
        var count = 0
        while count <= Self.leftContentBytes {
            guard let read = readContent(into: &buffer) else { return false }
            if read == 0 { return true }
            count += read
        }
        return false
    }
}
