import MariaDB

extension LeadStore {
    /// Hands each stored résumé, those of leads, of further enquiries and in quarantine, to `body`, as it arrives.
    ///
    /// - Throws: `DatabaseError`; what `body` throws, which ends the reading.
    package func forEachResume(_ body: (Resume) throws -> Void) throws {
        for table: SQL in ["leads", "enquiries", "quarantine"] {
            try connection.forEachRow(
                """
                SELECT resume_path, resume_filename, resume_content_type, resume_size, resume_sha256
                FROM \(table)
                WHERE resume_path IS NOT NULL
                """
            ) { row in
                if let resume = try Resume(row: row) { try body(resume) }
            }
        }
    }
}
