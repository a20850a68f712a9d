import CFastCGI
import Glibc
public import HTTP

/// One FastCGI request at a time, for one thread; the connection it came by is libfcgi's.
///
/// Source: FastCGI 1.0 §6.2 (responder role).
@safe
public final class RequestSlot: Exchange {
    private let socket: ListeningSocket
    private let waiter: ListeningSocket.Waiter
    /// libfcgi remembers the address, so the struct is allocated.
    private let request: UnsafeMutablePointer<FCGX_Request>
    /// Where the content is when the server kept it in a file.
    private var contentFile: ContentFile?

    /// How long a thread pauses after an accept that failed, for example for lack of descriptors.
    public static let pauseMilliseconds: Int32 = 20
    /// The meta-variable with the path of the file that holds the content, instead of the connection; only the server can set it.
    public static let contentFileVariable = "GUICHE_CONTENT_FILE"

    /// A slot on a listening socket.
    ///
    /// - Throws: `FastCGIError`.
    public init(_ socket: ListeningSocket) throws(FastCGIError) {
        self.socket = socket
        waiter = try socket.makeWaiter()
        unsafe request = .allocate(capacity: 1)
        unsafe request.initialize(to: FCGX_Request())
        guard unsafe FCGX_InitRequest(request, socket.descriptor, 0) == 0 else {
            unsafe request.deallocate()
            throw .library
        }
    }

    deinit {
        unsafe FCGX_Free(request, 1)
        unsafe request.deallocate()
    }

    /// Waits for the next request; the one before must have been finished.
    ///
    /// A failed accept is tried again after a pause: it never ends the thread.
    /// - Returns: false when the socket was told to stop.
    public func next() -> Bool {
        while true {
            if socket.isStopping { return false }
            let result = unsafe FCGX_Accept_r(request)
            if result == 0 {
                contentFile = variable(Self.contentFileVariable).flatMap { $0.isEmpty ? nil : ContentFile($0) }
                return true
            }
            if result == -EAGAIN || result == -EWOULDBLOCK {
                waiter.wait(milliseconds: 1000)
            } else {
                usleep(UInt32(Self.pauseMilliseconds) * 1000)
            }
        }
    }

    /// The meta-variable of that name.
    public func variable(_ name: String) -> String? {
        guard let value = unsafe FCGX_GetParam(name, request.pointee.envp) else { return nil }
        return unsafe String(cString: value)
    }

    /// Reads the next bytes of the content, from the connection or from the file that the server kept it in.
    public func readContent(into buffer: inout [UInt8]) throws(ContentError) -> Int {
        if let contentFile { return try contentFile.read(into: &buffer) }
        let count = unsafe buffer.withUnsafeMutableBytes { bytes -> Int32 in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe FCGX_GetStr(start, Int32(clamping: bytes.count), request.pointee.in)
        }
        guard count >= 0, unsafe FCGX_GetError(request.pointee.in) == 0 else { throw .interrupted }
        return Int(count)
    }

    /// Sends bytes of the response.
    ///
    /// - Returns: false when the client or nginx went away.
    public func send(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe FCGX_PutStr(start, Int32(buffer.count), request.pointee.out) == Int32(buffer.count)
        }
    }

    /// Breaks the request off: the connection closes without an end of the request, which tells the gateway that what it has is not
    /// the whole response.
    ///
    /// Source: FastCGI 1.0 §5.5 (`FCGI_END_REQUEST`, which is left out).
    public func abandon() {
        unsafe FCGX_Free(request, 1)
    }

    /// Ends the request: what was sent is flushed, what is left of the content is dropped.
    public func finish() {
        contentFile = nil
        unsafe FCGX_Finish_r(request)
    }
}
