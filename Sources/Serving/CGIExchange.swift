package import HTTP
import Posix

/// The one request of a program that was started as plain CGI: its environment and standard input.
///
/// Source: RFC 3875 §4.
package final class CGIExchange: Exchange {
    private let variables: [String: String]
    private var unread: Int

    /// The request in the environment of this process.
    package init(_ variables: [String: String]) {
        self.variables = variables
        // Content of unknown length may have been cut off: it is read, and then refused as incomplete.
        let isOfUnknownLength = variables["HTTP_TRANSFER_ENCODING"] != nil
        unread = variables["CONTENT_LENGTH"].flatMap { Int($0) } ?? (isOfUnknownLength ? .max : 0)
    }

    /// The variable of that name.
    package func variable(_ name: String) -> String? { variables[name] }

    /// No limit: the process serves this request alone, and a web server may hand in a slow upload as it arrives.
    package func limitReading(until deadline: ContinuousClock.Instant) {}

    /// Reads the next bytes of standard input, up to the declared length.
    package func readContent(into buffer: inout [UInt8]) throws(ContentError) -> Int {
        guard unread > 0 else { return 0 }
        if buffer.count > unread { buffer.removeLast(buffer.count - unread) }
        do {
            let count = try StandardStream.input.read(into: &buffer)
            guard count > 0 else { throw ContentError.interrupted }
            unread -= count
            return count
        } catch {
            throw .interrupted
        }
    }
}
