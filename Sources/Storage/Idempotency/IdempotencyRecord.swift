import FoundationEssentials
package import HTTP
import MariaDB

/// The record of a key: the request that claimed it, and its response once it has one.
struct IdempotencyRecord {
    /// The request that holds the key, or held it until it was answered.
    let claim: IdempotencyClaim.ID
    /// When the record expires.
    let expiresAt: Date
    /// The answer; nil while the request is running, and for one that no key opens.
    private(set) var answer: KeptAnswer?
    /// Whether there is an answer that no key opens.
    private(set) var isUnreadable = false

    /// The record with the content of its answer as it is sent.
    func opened(by open: ([UInt8]) -> [UInt8]?) -> IdempotencyRecord {
        guard let stored = answer?.content else { return self }
        var record = self
        if let content = open(stored) {
            record.answer?.response.content = .bytes(content)
        } else {
            record.answer = nil
            record.isUnreadable = true
        }
        return record
    }
}

/// A first answer, as it is sent again: everything but the request's id, and what depends on who reads it.
package struct KeptAnswer {
    /// The digest of the content that it is the answer to.
    package let contentDigest: [UInt8]
    /// The answer.
    package fileprivate(set) var response: Response

    /// An answer to content of a digest; nil for one that is sent from a file.
    init?(_ response: Response, to contentDigest: [UInt8]) {
        switch response.content {
        case .file, .internalRedirect: return nil
        case .none, .bytes, .stream: break
        }
        self.contentDigest = contentDigest
        self.response = response
    }

    /// The header fields, one a line; none of them holds a line break.
    var fields: String {
        response.fields.map { "\($0.name.canonical): \($0.value)" }.joined(separator: "\n")
    }

    /// The content; nil for none.
    var content: [UInt8]? {
        if case .bytes(let bytes) = response.content { bytes } else { nil }
    }
}

extension IdempotencyRecord: RowDecodable {
    /// A row of an `IdempotencyTable`.
    init(row: borrowing Row) throws(DatabaseError) {
        claim = try row["claim_id"]
        expiresAt = try row["expires_at"]
        answer = try KeptAnswer(row: row)
    }
}

extension KeptAnswer {
    /// The answer in a row of an `IdempotencyTable`; nil for one without.
    fileprivate init?(row: borrowing Row) throws(DatabaseError) {
        let status: Int? = try row["status"]
        let digest: [UInt8]? = try row["content_digest"]
        guard let digest, let status = status.flatMap(Status.init(rawValue:)) else { return nil }
        contentDigest = digest
        var response = Response(status)
        let fields: String? = try row["fields"]
        for line in (fields ?? "").split(separator: "\n") {
            let sides = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
            if sides.count == 2 { response.append(FieldName(String(sides[0])), String(sides[1])) }
        }
        let content: [UInt8]? = try row["content"]
        if let content { response.content = .bytes(content) }
        self.response = response
    }
}
