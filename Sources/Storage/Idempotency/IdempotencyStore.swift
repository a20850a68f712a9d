package import FoundationEssentials
import HTTP
package import MariaDB

/// The keys of one pool's creating requests in the database.
package struct IdempotencyStore {
    private let connection: Connection
    private let table: IdempotencyTable
    private let cipher: AnswerCipher

    /// The keys in a table, over a connection, and the cipher of their responses.
    package init(_ connection: Connection, _ table: IdempotencyTable, _ cipher: AnswerCipher) {
        self.connection = connection
        self.table = table
        self.cipher = cipher
    }

    /// The record of a digest.
    func find(_ digest: [UInt8]) throws(DatabaseError) -> IdempotencyRecord? {
        let record: IdempotencyRecord? = try connection.fetchFirst(
            """
            SELECT claim_id, expires_at, content_digest, status, fields, content
            FROM \(table.name)
            WHERE digest = \(digest)
            """)
        return record?.opened { cipher.open($0, under: digest) }
    }

    /// Claims a free key.
    ///
    /// - Throws: `DatabaseError` `.duplicateEntry` if the key is claimed.
    func insert(
        _ digest: [UInt8], claim: IdempotencyClaim.ID, at now: Date, until end: Date
    ) throws(DatabaseError) {
        try connection.execute(
            """
            INSERT INTO \(table.name) (digest, claim_id, expires_at, created_at)
            VALUES (\(digest), \(claim), \(end), \(now))
            """)
    }

    /// Claims a key whose record has expired, unless another was faster; whether it did.
    func takeOver(
        _ digest: [UInt8], from dead: IdempotencyClaim.ID, by claim: IdempotencyClaim.ID, at now: Date, until end: Date
    ) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE \(table.name)
            SET claim_id = \(claim), expires_at = \(end), created_at = \(now),
              content_digest = NULL, status = NULL, fields = NULL, content = NULL
            WHERE digest = \(digest)
              AND claim_id = \(dead)
              AND expires_at <= \(now)
            """) > 0
    }

    /// Keeps the answer of the request that holds a key; whether it still did.
    func complete(
        _ digest: [UInt8], of claim: IdempotencyClaim.ID, with answer: KeptAnswer, until end: Date
    ) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            UPDATE \(table.name)
            SET content_digest = \(answer.contentDigest), status = \(answer.response.status.rawValue),
              fields = \(answer.fields), content = \(answer.content.map { cipher.seal($0, under: digest) }), expires_at = \(end)
            WHERE digest = \(digest)
              AND claim_id = \(claim)
              AND status IS NULL
            """) > 0
    }

    /// Frees a key whose request ended without an answer to keep; whether it was still held by it and unanswered.
    func release(_ digest: [UInt8], by claim: IdempotencyClaim.ID) throws(DatabaseError) -> Bool {
        try connection.execute(
            """
            DELETE FROM \(table.name)
            WHERE digest = \(digest)
              AND claim_id = \(claim)
              AND status IS NULL
            """) > 0
    }
}

extension IdempotencyTable {
    /// How many records one statement of the sweep removes.
    private static let batch = 1000

    /// Removes the records that expired an hour ago: a claim that has just run out may still be completed, as long as no one has
    /// replaced it.
    ///
    /// - Returns: how many were removed.
    package func removeExpired(_ connection: Connection, at now: Date = Date()) throws(DatabaseError) -> Int {
        var removed = 0
        while true {
            let count = try connection.execute(
                """
                DELETE FROM \(name)
                WHERE expires_at <= \(now - 3600)
                ORDER BY expires_at
                LIMIT \(Self.batch)
                """)
            removed += count
            if count < Self.batch { return removed }
        }
    }
}
