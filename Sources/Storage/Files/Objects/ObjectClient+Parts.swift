import Crypto
import HTTP
import Posix
import Transfer

/// Objects of any size, sent and fetched in parts: a request has a time limit, and a store takes no more than 5 GB in one. A part that
/// fails is tried again; an object exists when all of it has arrived.
///
/// Source: the S3 API, `CreateMultipartUpload`, `UploadPart`, `CompleteMultipartUpload`, `AbortMultipartUpload`,
/// `ListMultipartUploads`.
extension ObjectClient {
    /// What a store keeps beside an object.
    struct Description: Equatable {
        let bytes: Int
        /// The SHA-256 of the content; nil for an object of another program.
        let digest: String?
    }

    /// The bytes of a part, and of what is sent in one request.
    static let partBytes = 32 << 20
    private static let mostParts = 10_000
    private static let digestField = "x-amz-meta-sha256"
    private static let attempts = 3
    /// Longer than a silent store is left alone.
    private static let attemptPauseMilliseconds = 2500
    /// A store may say nothing while it writes a part, and while it joins them.
    private static let partSilenceSeconds = 30
    private static let joinSilenceSeconds = 240

    /// What the store has of an object; nil when there is none.
    func description(of path: String) throws -> Description? {
        try trying {
            let reply = try send("HEAD", address.url(of: path))
            guard try isFound(reply) else { return nil }
            guard let bytes = Int(reply.headerFields["content-length"] ?? "") else {
                throw ObjectStoreFault.unreadable("a length")
            }
            return Description(bytes: bytes, digest: reply.headerFields[Self.digestField])
        }
    }

    /// Stores a file as an object, with its SHA-256.
    func put(_ file: ObjectSource, at path: String) throws {
        let whole = try file.digest()
        guard file.bytes > Self.partBytes else {
            let fields = ["\(Self.digestField): \(whole)"]
            return try trying {
                try expectSuccess(
                    of: try send(
                        "PUT", address.url(of: path), fields: fields, content: file.content(0..<file.bytes),
                        digest: file.digest(of: 0..<file.bytes), silenceSeconds: Self.partSilenceSeconds))
            }
        }
        let upload = try begin(path, digest: whole)
        do {
            try join(try sendParts(of: file, to: path, upload), of: path, upload)
        } catch {
            // It may have been joined without an answer.
            if let there = try? description(of: path), there == Description(bytes: file.bytes, digest: whole) {
                return
            }
            // The cause is what is reported; the rest is abandoned by a later one.
            try? abandon(path, upload)
            throw error
        }
    }

    /// Begins an upload; its id.
    func begin(_ path: String, digest: String) throws -> String {
        try trying {
            let reply = try send(
                "POST", address.url(of: path, querying: [("uploads", "")]), fields: ["\(Self.digestField): \(digest)"])
            try expectSuccess(of: reply)
            guard let id = XMLText(reply.bytes[...]).first("UploadId")?.characters, !id.isEmpty else {
                throw ObjectStoreFault.unreadable("the id of an upload")
            }
            return id
        }
    }

    private func sendParts(of file: ObjectSource, to path: String, _ upload: String) throws -> [String] {
        let partBytes = max(Self.partBytes, (file.bytes + Self.mostParts - 1) / Self.mostParts)
        return try stride(from: 0, to: file.bytes, by: partBytes).enumerated().map { index, offset in
            let range = offset..<min(file.bytes, offset + partBytes)
            let digest = try file.digest(of: range)
            let url = address.url(of: path, querying: [("partNumber", "\(index + 1)"), ("uploadId", upload)])
            return try trying {
                let reply = try send(
                    "PUT", url, content: file.content(range), digest: digest, silenceSeconds: Self.partSilenceSeconds)
                try expectSuccess(of: reply)
                let tag = reply.headerFields["etag"] ?? ""
                guard !tag.isEmpty, !tag.utf8.contains(where: { "<>&".utf8.contains($0) }) else {
                    throw ObjectStoreFault.unreadable("the tag of a part")
                }
                return tag
            }
        }
    }

    /// Makes an object of the parts with some tags.
    func join(_ tags: [String], of path: String, _ upload: String) throws {
        let parts = tags.enumerated().map { "<Part><PartNumber>\($0 + 1)</PartNumber><ETag>\($1)</ETag></Part>" }
        let document = Array(
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\(parts.joined())</CompleteMultipartUpload>"
                .utf8)
        let reply = try send(
            "POST", address.url(of: path, querying: [("uploadId", upload)]),
            content: ObjectTransfer.Content(document), digest: sha256(document), silenceSeconds: Self.joinSilenceSeconds
        )
        try expectSuccess(of: reply)
        // A failure that comes after the status has it in its content.
        let text = XMLText(reply.bytes[...])
        guard text.first("CompleteMultipartUploadResult") != nil else {
            throw ObjectStoreFault.refused(
                status: reply.status, code: text.first("Error")?.first("Code")?.characters ?? "")
        }
    }

    private func abandon(_ path: String, _ upload: String) throws {
        _ = try isFound(try send("DELETE", address.url(of: path, querying: [("uploadId", upload)])))
    }

    /// Abandons uploads that were begun before a second since 1970 and never completed: a store keeps, and charges for, their parts.
    func abandonUploads(beginning: String, before second: Int) throws {
        for upload in try unfinished(beginning: beginning) where upload.begunAtSeconds < second {
            guard let path = address.path(of: upload.name) else { continue }
            try abandon(path, upload.id)
        }
    }

    /// Some uploads that were begun and not completed, of objects whose paths have a beginning.
    func unfinished(beginning: String) throws -> [UnfinishedUpload] {
        let name = address.name(of: beginning)
        return try trying {
            let reply = try send("GET", address.url(querying: [("prefix", name), ("uploads", "")]))
            try expectSuccess(of: reply)
            return try UnfinishedUpload.all(in: reply.bytes).filter { $0.name.hasPrefix(name) }
        }
    }

    /// Hands the bytes of an object to `receive`, in as many requests as it takes.
    func get(_ path: String, bytes: Int, _ receive: (Span<UInt8>) throws -> Void) throws {
        var offset = 0
        var failures = 0
        while offset < bytes {
            let before = offset
            do {
                try get(path, offset..<min(bytes, offset + Self.partBytes)) { piece in
                    offset += piece.count
                    guard offset <= bytes else { throw ObjectStoreFault.unreadable("more than there is") }
                    try receive(piece)
                }
                guard offset > before else { throw ObjectStoreFault.unreadable("nothing") }
                failures = 0
            } catch let fault as ObjectStoreFault where fault.mayPass && failures + 1 < Self.attempts {
                failures = offset > before ? 0 : failures + 1
                ThisProcess.sleep(milliseconds: Self.attemptPauseMilliseconds)
            }
        }
    }

    private func get(_ path: String, _ range: Range<Int>, _ receive: (Span<UInt8>) throws -> Void) throws {
        try withoutActuallyEscaping(receive) { receive in
            let reply = try send(
                "GET", address.url(of: path), fields: ["Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)"],
                silenceSeconds: Self.partSilenceSeconds, receive: receive)
            try expectSuccess(of: reply)
        }
    }

    private func trying<Result>(_ body: () throws -> Result) throws -> Result {
        for _ in 1..<Self.attempts {
            do {
                return try body()
            } catch let fault as ObjectStoreFault where fault.mayPass {
                ThisProcess.sleep(milliseconds: Self.attemptPauseMilliseconds)
            }
        }
        return try body()
    }
}
