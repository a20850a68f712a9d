import Crypto
package import MariaDB
package import Storage

/// Compares each row that names a file with the file.
package struct ResumeVerification {
    /// A fault of the file of a row.
    package enum Finding: Equatable {
        /// There is none.
        case missing
        /// Its bytes are not those that were handed in.
        case differs
    }

    private let files: any FileStore
    private let leads: LeadStore

    /// A comparison of a store with the rows that a connection reaches.
    package init(_ files: any FileStore, _ connection: Connection) {
        self.files = files
        leads = LeadStore(connection)
    }

    /// Compares digests, one file at a time.
    ///
    /// - Parameter report: receives each finding.
    /// - Returns: how many rows name a file, and for how many that holds.
    /// - Throws: `DatabaseError`, what the store throws; what `report` throws.
    package func run(report: (String, Finding) throws -> Void) throws -> (rows: Int, good: Int) {
        var (rows, good) = (0, 0)
        try leads.forEachResume { resume in
            rows += 1
            var hasher = SHA256Hasher()
            guard try files.read(resume.path, { hasher.update($0) }) else {
                return try report(resume.path, .missing)
            }
            if hasher.finalize() == resume.digest {
                good += 1
            } else {
                try report(resume.path, .differs)
            }
        }
        return (rows, good)
    }

    /// Moves the files back from the trash that rows name and that are not at their place: after a restore of the database to an
    /// earlier moment.
    ///
    /// - Parameter report: receives each path that was moved back.
    /// - Throws: `DatabaseError`, what the store throws; what `report` throws.
    package func restoreNamed(report: (String) throws -> Void) throws {
        try leads.forEachResume { resume in
            guard try !files.holds(resume.path) else { return }
            if try files.restore(resume.path) { try report(resume.path) }
        }
    }
}
