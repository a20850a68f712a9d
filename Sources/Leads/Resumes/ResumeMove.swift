package import MariaDB
package import Storage

/// Copies what a store has to another: the file of each row, and the trash. What is there whole stays as it is, so that one that broke off
/// goes on when it is run again; the first store is only read.
package struct ResumeMove {
    /// Why the file of a row is not in the other store.
    package enum Finding: Equatable {
        /// Neither store has it.
        case missing
        /// Its bytes are not those that were handed in.
        case differs
        /// It was stored, and what the other store has is something else.
        case garbled
    }

    /// What was found and done.
    package struct Report: Equatable {
        /// How many rows name a file.
        package var rows = 0
        /// For how many the other store has the bytes that were handed in.
        package var whole = 0
        /// How many files were copied, those of the trash among them.
        package var copied = 0
        /// How many files of the trash the other store lacks.
        package var lost = 0
    }

    private let source: any FileStore
    private let target: any FileStore
    private let connection: Connection
    private let leads: LeadStore

    /// A move between two stores of the database that a connection reaches.
    package init(from source: any FileStore, to target: any FileStore, _ connection: Connection) {
        self.source = source
        self.target = target
        self.connection = connection
        leads = LeadStore(connection)
    }

    /// Copies and compares digests, one file at a time.
    ///
    /// - Parameter report: receives each finding.
    /// - Throws: `FileStoreFault` before anything is copied when one of the stores is of another database; `DatabaseError`, what the
    ///   stores throw; what `report` throws.
    package func run(report: (String, Finding) throws -> Void) throws -> Report {
        try FileStoreIdentity(of: source).check(connection)
        try target.prepare()
        try FileStoreIdentity(of: target).check(connection)
        try FileStoreIdentity(of: target).adopt(by: connection)
        var done = Report()
        try leads.forEachResumeInPages { resume in
            done.rows += 1
            if let finding = try copy(resume, &done) {
                // The row may be gone by now, and the file with it.
                if finding == .missing, try leads.known([resume.path]).isEmpty {
                    done.rows -= 1
                } else {
                    try report(resume.path, finding)
                }
            } else {
                done.whole += 1
            }
        }
        try source.forEachInTrash { day, path in try copyTrashed(path, on: day, &done) }
        return done
    }

    private func copy(_ resume: Resume, _ done: inout Report) throws -> Finding? {
        let path = resume.path
        if try target.digest(of: path) == resume.digest { return nil }
        let read = try target.take(path, digest: resume.digest) { try source.read(path, $0) }
        guard let read else { return .missing }
        guard read == resume.digest else { return .differs }
        guard try target.digest(of: path) == resume.digest else { return .garbled }
        done.copied += 1
        return nil
    }

    /// Copies a file of the trash to its place, from which it goes to the trash as every other does.
    private func copyTrashed(_ path: String, on day: String, _ done: inout Report) throws {
        // It was restored or erased meanwhile.
        guard let digest = try source.digestOfTrashed(path, on: day) else { return }
        guard try leads.known([path]).isEmpty, try target.digestOfTrashed(path, on: day) != digest else { return }
        guard try target.take(path, digest: digest, from: { try source.readTrashed(path, on: day, $0) }) != nil else {
            return
        }
        try target.moveToTrash(path, day: day)
        guard try target.digestOfTrashed(path, on: day) == digest else {
            done.lost += 1
            return
        }
        done.copied += 1
    }
}
