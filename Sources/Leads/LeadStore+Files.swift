import MariaDB

extension LeadStore {
    /// The tables whose rows name files.
    private static let namingFiles: [SQL] = ["leads", "enquiries", "quarantine"]
    private static let resumeColumns: SQL =
        "resume_path, resume_filename, resume_content_type, resume_size, resume_sha256"

    /// Hands each stored résumé, those of leads, of further enquiries and in quarantine, to `body`, as it arrives.
    ///
    /// - Throws: `DatabaseError`; what `body` throws, which ends the reading.
    package func forEachResume(_ body: (Resume) throws -> Void) throws {
        for table in Self.namingFiles {
            try connection.forEachRow(
                """
                SELECT \(Self.resumeColumns)
                FROM \(table)
                WHERE resume_path IS NOT NULL
                """
            ) { row in
                if let resume = try Resume(row: row) { try body(resume) }
            }
        }
    }

    /// Hands each stored résumé to `body` in the order of paths, as ``forEachResume(_:)`` does, but some at a time: `body` may take as long
    /// as it needs, and use the connection.
    ///
    /// - Throws: `DatabaseError`; what `body` throws, which ends the reading.
    package func forEachResumeInPages(_ body: (Resume) throws -> Void) throws {
        for table in Self.namingFiles {
            var page: [ResumeRow] = []
            repeat {
                page = try connection.fetchAll(
                    """
                    SELECT \(Self.resumeColumns)
                    FROM \(table)
                    WHERE resume_path > \(page.last?.path ?? "")
                    ORDER BY resume_path
                    LIMIT 500
                    """)
                for row in page { if let resume = row.resume { try body(resume) } }
            } while !page.isEmpty
        }
    }
}

/// A row that names a file.
private struct ResumeRow: RowDecodable {
    let path: String
    let resume: Resume?

    init(row: borrowing Row) throws(DatabaseError) {
        path = try row["resume_path"]
        resume = try Resume(row: row)
    }
}
