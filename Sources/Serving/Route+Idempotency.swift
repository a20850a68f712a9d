import Crypto
import Environment
import HTTP
import MariaDB
import Routing
import Storage

extension Route where Context: ServiceContext {
    /// Responds once to all requests of one caller with one key: the first is served, the others get its answer.
    ///
    /// A success is kept, and a failure that the handler itself keeps because something was done. Any other failure frees the key:
    /// corrected, the request may be sent under the same one.
    ///
    /// - Parameters:
    ///   - table: where the answers of its pool are kept.
    ///   - report: the response that carries a failure.
    /// - Throws: `APIError.keyInUse`, `.keyReused`; what `respond` throws.
    func respond(
        once key: IdempotencyKey, _ reader: InputReader, segments: [String: String], _ context: Context,
        keptIn table: IdempotencyTable, report: @escaping (APIError) -> Response
    ) throws -> Response {
        guard let exchange = reader.request.exchange as? DigestedExchange else { throw APIError.internalError }
        let limit = context.service.settings.largestFileBytes + InputReader.contentBytes
        let content = IdempotencyClaim.Content(exchange: exchange, limitBytes: limit)
        let digest = try digest(of: key, from: context.sender(), segments: segments)
        let store = IdempotencyStore(context.connection, table, context.service.answerCipher)
        switch try IdempotencyClaim.take(digest, for: content, status: status, report: report, in: store) {
        case .running: throw APIError.keyInUse
        case .unreadable: throw APIError.answerUnreadable
        case .answered(let answer):
            context.extend(to: .idempotentReplay)
            guard try content.digest() == answer.contentDigest else { throw APIError.keyReused }
            var response = answer.response
            response[.idempotentReplayed] = "true"
            return response
        case .claimed(let claim):
            context.idempotency = claim
            return try serve(claim, reader, context)
        }
    }

    private func serve(_ claim: IdempotencyClaim, _ reader: InputReader, _ context: Context) throws -> Response {
        do {
            let response = try respond(reader, context)
            if response.status.rawValue < 400 {
                if claim.kept == nil { try claim.complete(with: response) }
                return claim.kept?.response ?? response
            }
            // A claim that cannot be freed now runs out by itself.
            return (try? claim.release())?.response ?? response
        } catch {
            // The key is freed even when the time is over.
            context.connection.deadline = nil
            guard let kept = try? claim.release() else { throw error }
            return kept.response
        }
    }

    /// The digest of a key with caller, operation and target, so that none of these shares a key with another.
    private func digest(of key: IdempotencyKey, from sender: String, segments: [String: String]) -> [UInt8] {
        let target = segments.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
        let parts = [sender, operation] + target + [key.text]
        return sha256(parts.map { "\($0.utf8.count):\($0)" }.joined())
    }
}

extension ServiceContext {
    /// The client's address, as the server in front of the program saw it; nil for one that is none: 45 ASCII characters at most.
    package var clientAddress: String? {
        guard let address = request.exchange.variable("REMOTE_ADDR"), 1...45 ~= address.utf8.count,
            address.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
        else { return nil }
        return address
    }

    /// The remote address, which distinguishes anonymous callers.
    package var remoteAddress: String { "address \(request.exchange.variable("REMOTE_ADDR") ?? "")" }
}
