import Glibc
import HTTP

/// The content of one request in a file of the server's, which the server removes when the request is over.
///
/// Source: nginx, `client_body_in_file_only`, `$request_body_file`.
final class ContentFile {
    private let path: String
    private var descriptor: Int32 = -1

    /// The file at a path; opened when it is first read.
    init(_ path: String) {
        self.path = path
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Reads the next bytes into the front of `buffer`; 0 at the end.
    func read(into buffer: inout [UInt8]) throws(ContentError) -> Int {
        if descriptor < 0 { descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW) }
        guard descriptor >= 0 else { throw .interrupted }
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            guard errno == EINTR else { throw .interrupted }
        }
    }
}
