import Posix

/// What a restore puts in place of a folder; both are on one file system, so that only names change.
extension FolderStore {
    /// The names of all that a folder of files has.
    private static let ownNames = StoredPath.sections + [".trash", markName]

    /// Renames both folders. A folder that is a mount point stays: what it has goes to one inside of it.
    package func replaceAll(by folder: String, keepingAs name: String) throws -> String {
        let kept = "\(path).before-restore-\(name)"
        do {
            // What is kept already was moved by a replacement that broke off; what has its place since is a part of the new.
            if Folder.holds(kept) {
                try Folder.removeAll(path)
            } else {
                _ = try Folder.moveIfThere(path, to: kept)
            }
        } catch let error as PosixError where error.isBusy {
            return try replaceInside(by: folder, keepingAs: name)
        }
        try Folder.move(folder, to: path)
        try Folder.synchronize("\(path)/..")
        return kept
    }

    /// Renames the folders again; also those inside of a mount point.
    package func putBack(keptAs name: String) throws {
        for kept in ["\(path).before-restore-\(name)", file(".before-restore-\(name)")] where Folder.holds(kept) {
            try Folder.removeAll(try replaceAll(by: kept, keepingAs: "\(name)X"))
            try Folder.removeAll(kept)
        }
    }

    func replaceInside(by folder: String, keepingAs name: String) throws -> String {
        let kept = file(".before-restore-\(name)")
        try Folder.make(kept)
        for own in Self.ownNames {
            if Folder.holds("\(kept)/\(own)") {
                try Folder.removeAll(file(own))
            } else {
                _ = try Folder.moveIfThere(file(own), to: "\(kept)/\(own)")
            }
        }
        for own in Self.ownNames { _ = try Folder.moveIfThere("\(folder)/\(own)", to: file(own)) }
        try Folder.synchronize(path)
        return kept
    }
}
