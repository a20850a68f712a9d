import Crypto
package import HTTP
import Multipart
import Routing

/// An exchange that digests the content while it is read, so that a repeat can be distinguished from another request.
///
/// A form is digested by its parts, not by the boundary between them, which clients generate for each request.
package final class DigestedExchange: Exchange {
    private let exchange: any Exchange
    private var delimited: DelimitedContent?
    private var hasher = SHA256Hasher()
    private var sinceDelimiterBytes: UInt64 = 0
    private var digest: [UInt8]?

    /// The content of an exchange, of which nothing was read yet.
    package init(_ exchange: any Exchange) {
        self.exchange = exchange
        let type = exchange.variable(FieldName.contentType.variable)
        delimited = type.flatMap(DelimitedContent.init(contentType:))
        hasher.update(Array("\(MediaType(type)?.essence ?? "")\n".utf8))
    }

    /// The meta-variable of that name.
    package func variable(_ name: String) -> String? { exchange.variable(name) }

    /// Limits the exchange below.
    package func limitReading(until deadline: ContinuousClock.Instant) { exchange.limitReading(until: deadline) }

    /// Reads the next bytes of the content.
    package func readContent(into buffer: inout [UInt8]) throws(ContentError) -> Int {
        let count = try exchange.readContent(into: &buffer)
        if count > 0 { add(buffer.span.extracting(first: count)) }
        return count
    }

    /// The SHA-256 digest of media type and content; reads and drops the unread rest.
    ///
    /// - Throws: `APIError.payloadTooLarge` when more than `limitBytes` are left; `ContentError`.
    package func contentDigest(limitBytes: Int) throws -> [UInt8] {
        if let digest { return digest }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var dropped = 0
        while case let count = try readContent(into: &buffer), count > 0 {
            dropped += count
            guard dropped <= limitBytes else { throw APIError.payloadTooLarge }
        }
        var finished = SHA256Hasher()
        swap(&hasher, &finished)
        let digest = finished.finalize()
        self.digest = digest
        return digest
    }

    private func add(_ bytes: Span<UInt8>) {
        guard delimited != nil else { return hasher.update(bytes) }
        delimited?.consume(bytes) { content in
            hasher.update(content)
            sinceDelimiterBytes += UInt64(content.count)
        } delimiter: {
            // The length in the delimiter's place: no content can pass for a delimiter.
            hasher.update((0..<8).map { UInt8(truncatingIfNeeded: sinceDelimiterBytes >> (8 * $0)) })
            sinceDelimiterBytes = 0
        }
    }
}
