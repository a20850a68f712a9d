import FoundationEssentials
package import MariaDB
package import Storage

/// Moves to the trash what a crash left in a store: files that neither a lead nor an enquiry nor the quarantine names.
///
/// It removes nothing of a store that belongs to another database, and nothing when more is without a row than crashes leave.
///
/// Source: SPEC section 5, "No row without its file, no file without its row", and "Details of sections 2 to 11".
package struct ResumeSweep {
    /// The result of a sweep.
    package struct Report {
        /// The paths that were moved to the trash; the rest waits for the next sweep.
        package var moved: [String] = []
        /// How many files left the trash for good.
        package var erased = 0
    }

    /// The contents of a store.
    private struct Count {
        var files = 0
        var known = 0
        var orphans = 0
        /// The first of the orphans.
        var paths: [String] = []
    }

    private let files: any FileStore
    private let leads: LeadStore
    private let connection: Connection

    /// How many files are asked about in one statement.
    private static let batch = 200
    /// How many files one sweep moves, at most: their names are in memory.
    private static let largestMove = 20_000
    /// So many orphans are the leavings of crashes, however few files there are.
    package static let commonOrphans = 20
    /// More than one file in so many without a row is no crash: 5 %.
    package static let suspiciousShare = 20

    /// A sweep of a store, by what a database says.
    package init(_ files: any FileStore, _ connection: Connection) {
        self.files = files
        leads = LeadStore(connection)
        self.connection = connection
    }

    /// Moves orphans to the trash, and empties the trash of what has been in it for `FileTrash.keptDays`.
    ///
    /// A store without an id gets that of the database when it is empty, or when the database names files of it.
    ///
    /// - Parameters:
    ///   - age: younger files are left alone, for their lead may not have committed yet.
    ///   - evenMany: whether a person has looked at more orphans than crashes leave.
    /// - Throws: `FileStoreFault` when nothing may be removed; `DatabaseError`, what the store throws.
    package func run(olderThanSeconds age: Int, evenMany: Bool = false) throws -> Report {
        let identity = FileStoreIdentity(of: files)
        try identity.check(connection)
        let mark = try identity.id()
        let count = try self.count(olderThanSeconds: age, knowingAll: mark == nil)
        if mark == nil {
            guard count.files == 0 || count.known > 0 else { throw FileStoreFault.unknown(files: count.files) }
            try identity.adopt(by: connection)
        }
        let isSuspicious =
            count.orphans > Self.commonOrphans && count.orphans * Self.suspiciousShare > count.files
        guard evenMany || !isSuspicious else {
            throw FileStoreFault.tooManyOrphans(orphans: count.orphans, files: count.files)
        }
        for path in count.paths { try files.trash(path) }
        return Report(moved: count.paths, erased: try files.emptyTrash())
    }

    /// Counts the files, and those without a row that are old enough.
    ///
    /// - Parameter knowingAll: whether younger files are asked about, too.
    private func count(olderThanSeconds age: Int, knowingAll: Bool) throws -> Count {
        let latest = Int(Date().timeIntervalSince1970) - age
        var count = Count()
        var batch: [(path: String, isOld: Bool)] = []
        try files.forEach { file in
            count.files += 1
            let isOld = file.modifiedAtSeconds <= latest
            guard isOld || knowingAll else { return }
            batch.append((file.path, isOld))
            if batch.count == Self.batch { try note(&batch, in: &count) }
        }
        try note(&batch, in: &count)
        return count
    }

    private func note(_ batch: inout [(path: String, isOld: Bool)], in count: inout Count) throws {
        guard !batch.isEmpty else { return }
        let known = try leads.known(batch.map(\.path))
        count.known += known.count
        let orphans = batch.filter { $0.isOld && !known.contains($0.path) }
        count.orphans += orphans.count
        count.paths += orphans.prefix(Self.largestMove - count.paths.count).map(\.path)
        batch.removeAll(keepingCapacity: true)
    }
}
