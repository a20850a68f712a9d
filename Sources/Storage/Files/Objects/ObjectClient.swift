import Crypto
import Environment
import HTTP
import Posix
import Transfer

/// Sends the requests of a store to its bucket, from any thread: each request has a connection to itself while it is processed.
final class ObjectClient: Sendable {
    private struct State {
        var idle: [ObjectTransfer] = []
        var silentUntil: ContinuousClock.Instant?
    }

    /// How long a store that was silent is not asked: threads that wait for it serve no one.
    private static let pause: Duration = .seconds(2)
    /// How long a store may be silent while it takes, sends or removes an object.
    private static let silenceSeconds = 5
    /// How long it may be silent while it copies one by itself.
    private static let copySilenceSeconds = 10
    /// A copy that was begun and failed has status 200 and this in its content.
    private static let failedCopy = "Error"

    let address: ObjectAddress
    private let store: ObjectStoreSettings
    private let credentials: ObjectTransfer.Credentials
    private let state = Lock(State())

    init(_ store: ObjectStoreSettings) {
        self.store = store
        address = ObjectAddress(store)
        credentials = ObjectTransfer.Credentials(
            accessKey: store.keys.accessKey, secretKey: store.keys.secretKey, region: store.keys.region)
    }

    /// Stores an object.
    ///
    /// - Parameter digest: the SHA-256 of the content, which the store compares.
    func put(_ content: ObjectTransfer.Content, digest: [UInt8], at path: String) throws {
        try expectSuccess(
            of: try send("PUT", address.url(of: path), content: content, digest: digest))
    }

    /// Stores a short object.
    func put(_ content: [UInt8], at path: String) throws {
        try put(ObjectTransfer.Content(content), digest: sha256(content), at: path)
    }

    /// Hands the bytes of an object to `receive`.
    ///
    /// - Returns: false when there is none.
    func get(_ path: String, _ receive: (Span<UInt8>) throws -> Void) throws -> Bool {
        try withoutActuallyEscaping(receive) { receive in
            try isFound(try send("GET", address.url(of: path), receive: receive))
        }
    }

    /// Whether there is an object.
    func holds(_ path: String) throws -> Bool {
        // The response has no content that would name a missing bucket: a list does.
        try isFound(try send("HEAD", address.url(of: path)))
    }

    /// Removes an object; a missing one is treated as removed.
    func delete(_ path: String) throws { _ = try isFound(try send("DELETE", address.url(of: path))) }

    /// Has the store copy an object.
    ///
    /// - Returns: false when there is none.
    func copy(_ path: String, to target: String) throws -> Bool {
        let reply = try send(
            "PUT", address.url(of: target), fields: ["x-amz-copy-source: \(address.target(of: path))"],
            silenceSeconds: Self.copySilenceSeconds)
        guard try isFound(reply) else { return false }
        if let failure = XMLText(reply.bytes[...]).first(Self.failedCopy) {
            throw ObjectStoreFault.refused(status: reply.status, code: failure.first("Code")?.characters ?? "")
        }
        return true
    }

    /// Moves an object; false when there is none.
    func move(_ path: String, to target: String) throws -> Bool {
        guard try copy(path, to: target) else { return false }
        try delete(path)
        return true
    }

    /// Hands the pages of a list to `body`.
    ///
    /// - Parameters:
    ///   - beginning: what the paths begin with.
    ///   - predecessor: a path that all come after, in the order of bytes.
    ///   - delimiter: where paths are cut off, for the `commonPrefixes`.
    func forEachPage(
        beginning: String, after predecessor: String? = nil, delimiter: String? = nil,
        _ body: (ObjectListing) throws -> Void
    ) throws {
        var parameters = [("list-type", "2"), ("max-keys", "500"), ("prefix", address.name(of: beginning))]
        if let predecessor { parameters.append(("start-after", address.name(of: predecessor))) }
        if let delimiter { parameters.append(("delimiter", delimiter)) }
        var continuation: String?
        repeat {
            let further = continuation.map { [("continuation-token", $0)] } ?? []
            let url = address.url(querying: (parameters + further).map { (name: $0.0, value: $0.1) })
            let reply = try send("GET", url)
            try expectSuccess(of: reply)
            let page = try ObjectListing(reply.bytes)
            try body(page)
            continuation = page.continuation
        } while continuation != nil
    }

    /// Sends a request and waits for the reply, whatever its status.
    func send(
        _ method: String, _ url: String, fields: [String] = [], content: ObjectTransfer.Content? = nil,
        digest: [UInt8]? = nil, silenceSeconds: Int = silenceSeconds, receive: ((Span<UInt8>) throws -> Void)? = nil
    ) throws -> HTTPReply {
        let transfer = try begin()
        let digest = digest ?? sha256([])
        do {
            let reply = try transfer.send(
                method, url, fields: fields + ["x-amz-content-sha256: \(hexEncoded(digest))"], content: content,
                silenceSeconds: silenceSeconds, receive: receive)
            state.withLock { state in
                state.idle.append(transfer)
                state.silentUntil = nil
            }
            return reply
        } catch let error as TransferError {
            if error.isSilence { state.withLock { $0.silentUntil = .now + Self.pause } }
            throw error.isDistrust
                ? ObjectStoreFault.untrusted(error.debugDescription)
                : ObjectStoreFault.unreachable(error.debugDescription)
        }
    }

    private func begin() throws -> ObjectTransfer {
        let idle: ObjectTransfer? = try state.withLock { state in
            if let until = state.silentUntil {
                guard .now >= until else { throw ObjectStoreFault.silent }
                // One request at a time finds out whether it is back.
                state.silentUntil = .now + Self.pause
            }
            return state.idle.popLast()
        }
        return try idle ?? ObjectTransfer(credentials)
    }

    func isFound(_ reply: HTTPReply) throws -> Bool {
        let code = reply.status == 404 ? Self.code(of: reply) : ""
        if reply.status == 404, ["", "NoSuchKey"].contains(code) { return false }
        try expectSuccess(of: reply)
        return true
    }

    func expectSuccess(of reply: HTTPReply) throws {
        guard !(200..<300).contains(reply.status) else { return }
        throw ObjectStoreFault.refused(status: reply.status, code: Self.code(of: reply))
    }

    private static func code(of reply: HTTPReply) -> String {
        let code = XMLText(reply.bytes[...]).first("Code")?.characters ?? ""
        let isWord =
            code.utf8.count <= 64 && code.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        return isWord ? code : ""
    }
}
