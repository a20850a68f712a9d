import Crypto
package import MariaDB
import Posix

/// Compares each row that names a file with the file.
package struct ResumeVerification {
    /// A fault of the file of a row.
    package enum Finding: Equatable {
        /// There is none.
        case missing
        /// Its bytes are not those that were handed in.
        case differs
    }

    private let folder: ResumeFolder
    private let store: LeadStore

    /// A comparison of a folder with the rows that a connection reaches.
    package init(_ folder: ResumeFolder, _ connection: Connection) {
        self.folder = folder
        store = LeadStore(connection)
    }

    /// Compares sizes and digests, one file at a time.
    ///
    /// - Parameter report: receives each finding.
    /// - Returns: how many rows name a file, and for how many that holds.
    /// - Throws: `PosixError`, `DatabaseError`; what `report` throws.
    package func run(report: (String, Finding) throws -> Void) throws -> (rows: Int, good: Int) {
        var (rows, good) = (0, 0)
        try store.forEachResume { resume in
            rows += 1
            do {
                if try digest(of: folder.file(resume.path)) == resume.digest {
                    good += 1
                } else {
                    try report(resume.path, .differs)
                }
            } catch let error as PosixError where error.isMissing {
                try report(resume.path, .missing)
            }
        }
        return (rows, good)
    }

    private func digest(of path: String) throws -> [UInt8] {
        let file = try FileHandle.open(reading: path)
        var hasher = SHA256Hasher()
        var buffer = [UInt8](repeating: 0, count: 131_072)
        while true {
            let count = try file.read(into: &buffer)
            if count == 0 { return hasher.finalize() }
            hasher.update(buffer.span.extracting(first: count))
        }
    }
}

extension ResumeTrash {
    /// Moves the files back that rows name and that are not at their place: after a restore of the database to an earlier moment.
    ///
    /// - Parameter report: receives each path that was moved back.
    /// - Throws: `PosixError`, `DatabaseError`; what `report` throws.
    package func restoreNamed(by connection: Connection, report: (String) throws -> Void) throws {
        try LeadStore(connection).forEachResume { resume in
            guard !Folder.holds(folder.file(resume.path)) else { return }
            if try restore(resume.path) { try report(resume.path) }
        }
    }
}
