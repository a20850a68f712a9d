import FoundationEssentials
package import MariaDB
import Posix

/// Removes what a crash left in the upload folder: files that neither a lead nor an enquiry names.
///
/// Source: SPEC section 5, "No row without its file, no file without its row".
package struct ResumeSweep {
    private let folder: ResumeFolder
    private let store: LeadStore

    /// How many files are asked about in one statement.
    private static let batch = 200

    /// A sweep of a folder, by what a database says.
    package init(_ folder: ResumeFolder, _ connection: Connection) {
        self.folder = folder
        store = LeadStore(connection)
    }

    /// Removes orphans.
    ///
    /// - Parameter age: younger files are left alone, for their lead may not have committed yet.
    /// - Returns: the paths that were removed, below the folder.
    /// - Throws: `PosixError`, `DatabaseError`; what was removed until then stays removed.
    package func removeOrphans(olderThanSeconds age: Int) throws -> [String] {
        let latest = Int(Date().timeIntervalSince1970) - age
        var removed: [String] = []
        for section in try Folder.entries(of: folder.path) where section.isFolder {
            let paths = try Folder.entries(of: folder.file(section.name))
                .filter { !$0.isFolder && $0.modifiedAtSeconds <= latest }.map { "\(section.name)/\($0.name)" }
            for start in stride(from: 0, to: paths.count, by: Self.batch) {
                let batch = Array(paths[start..<min(start + Self.batch, paths.count)])
                let known = try store.known(batch)
                removed += batch.filter { !known.contains($0) }
            }
        }
        for path in removed { try folder.remove(path) }
        return removed
    }
}
