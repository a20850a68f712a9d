import Glibc

/// The gateway's side of a FastCGI connection, spoken by hand; closes when it goes out of use.
///
/// Source: FastCGI 1.0 §3.3 (records), §5.1 (`BEGIN_REQUEST`), §5.2 (name-value pairs).
struct GatewayConnection: ~Copyable {
    struct Failed: Error {
        let call: String
        let number: Int32
    }

    /// What came back of one request.
    struct Answer {
        var output: [UInt8] = []
        /// Whether `END_REQUEST` came, with application status 0 and the protocol's `REQUEST_COMPLETE`.
        var isComplete = false

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    private let descriptor: Int32

    /// Connects to a Unix socket; nothing it waits for takes longer than `seconds`.
    init(to path: String, seconds: Int = 10) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failed(call: "socket", number: errno) }
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        let limitBytes = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, limitBytes)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw Failed(call: "connect", number: errno)
        }
    }

    deinit { close(descriptor) }

    /// Sends the records that begin a request: `BEGIN_REQUEST`, its variables.
    ///
    /// - Parameter isKept: whether the connection is to stay open for the next request (`FCGI_KEEP_CONN`).
    func begin(_ variables: [String: String], isKept: Bool = false) throws {
        try send(record(1, [0, 1, isKept ? 1 : 0, 0, 0, 0, 0, 0]))
        var pairs: [UInt8] = []
        for (name, value) in variables {
            for text in [name, value] { pairs += length(text.utf8.count) }
            pairs += name.utf8
            pairs += value.utf8
        }
        try send(records(4, pairs) + record(4, []))
    }

    /// The length of a name or a value: one byte below 128, otherwise four of which the first bit is set (FastCGI 1.0, section 3.4).
    private func length(_ count: Int) -> [UInt8] {
        if count < 128 { return [UInt8(count)] }
        return [
            UInt8(count >> 24 & 0x7F) | 0x80, UInt8(count >> 16 & 0xFF), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF),
        ]
    }

    /// Sends content; nothing ends it.
    func content(_ bytes: [UInt8], recordBytes: Int = 65_535) throws {
        try send(records(5, bytes, recordBytes: recordBytes))
    }

    /// Ends the content.
    func endContent() throws { try send(record(5, [])) }

    /// Sends a whole request and reads what comes back.
    func request(
        _ variables: [String: String] = [:], content bytes: [UInt8] = [], recordBytes: Int = 65_535,
        isKept: Bool = false
    ) throws -> Answer {
        try begin(variables, isKept: isKept)
        try content(bytes, recordBytes: recordBytes)
        try endContent()
        return try answer()
    }

    /// Reads records until the request ends or the connection does.
    func answer() throws -> Answer {
        var answer = Answer()
        while let header = try receive(8) {
            let body = try receive(Int(header[4]) << 8 | Int(header[5])) ?? []
            _ = try receive(Int(header[6]))
            switch header[1] {
            case 6: answer.output += body
            case 3:
                answer.isComplete = body.prefix(5) == [0, 0, 0, 0, 0]
                return answer
            default: break
            }
        }
        return answer
    }

    /// Whether the responder has closed the connection; what it sent besides answers is dropped.
    func isEnded() throws -> Bool {
        while try receive(1) != nil {}
        return true
    }

    /// Sends bytes as they are.
    func raw(_ bytes: [UInt8]) throws { try send(bytes) }

    private func records(_ type: UInt8, _ bytes: [UInt8], recordBytes: Int = 65_535) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: recordBytes)
            .flatMap { record(type, Array(bytes[$0..<min($0 + recordBytes, bytes.count)])) }
    }

    private func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 0xFF), 0, 0] + content
    }

    private func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failed(call: "send", number: errno) }
            sent += count
        }
    }

    /// So many bytes; nil at the end of the connection.
    private func receive(_ count: Int) throws -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let read = unsafe bytes.withUnsafeMutableBytes {
                unsafe recv(descriptor, $0.baseAddress?.advanced(by: received), count - received, 0)
            }
            if read < 0 && errno == ECONNRESET || read == 0 { return nil }
            guard read > 0 else { throw Failed(call: "recv", number: errno) }
            received += read
        }
        return bytes
    }
}
