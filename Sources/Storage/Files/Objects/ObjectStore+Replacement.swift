import HTTP
import Posix
import Transfer

/// What a restore puts in place of all that a bucket has below its prefix.
extension ObjectStore {
    /// What the names of kept objects begin with.
    private static let kept = ".before-restore-"
    /// Its object says that all was moved that there was.
    private static let complete = ".complete"

    /// Moves the objects, the trash and the mark among them, to `.before-restore-<name>`, then stores the files of the folder.
    ///
    /// A replacement that broke off goes on where it was: as long as not all is moved nothing new has been stored.
    package func replaceAll(by folder: String, keepingAs name: String) throws -> String {
        let place = "\(Self.kept)\(name)/"
        if try holds(place + Self.complete) {
            try forEachOwn { path in try client.delete(path) }
        } else {
            try forEachOwn { path in _ = try client.move(path, to: place + path) }
            try client.put([], at: place + Self.complete)
        }
        let other = FolderStore(folder)
        try other.forEach { file in try store(other.file(file.path), at: file.path) }
        try other.forEachInTrash { day, path in
            let trashed = Self.trashed(path, on: day)
            try store(other.file(trashed), at: trashed)
        }
        if let mark = try other.mark() { try setMark(mark) }
        try Folder.removeAll(folder)
        return "\(self.name)/\(place.dropLast())"
    }

    /// Removes the objects of the replacement, if it got as far as storing any, then moves the kept ones back.
    package func putBack(keptAs name: String) throws {
        let place = "\(Self.kept)\(name)/"
        if try holds(place + Self.complete) {
            try forEachOwn { path in try client.delete(path) }
            // From here on nothing but what is moved back has its place.
            try client.delete(place + Self.complete)
        }
        try client.forEachPage(beginning: place) { page in
            for object in page.objects {
                guard let path = client.address.path(of: object.name) else { continue }
                _ = try client.move(path, to: String(path.dropFirst(place.count)))
            }
        }
    }

    private func forEachOwn(_ body: (_ path: String) throws -> Void) throws {
        try client.forEachPage(beginning: "") { page in
            for object in page.objects {
                guard let path = client.address.path(of: object.name), !path.hasPrefix(Self.kept) else { continue }
                try body(path)
            }
        }
    }

    /// Stores a file of this host.
    func store(_ file: String, at path: String) throws {
        let source = try OpenedFile(file)
        try client.put(source.content(), digest: try source.digest(), at: path)
    }
}
