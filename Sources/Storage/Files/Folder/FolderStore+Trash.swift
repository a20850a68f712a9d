import Posix

/// The trash of a folder: `.trash/<day>/<path>` below it.
extension FolderStore {
    /// The trash's folder; no section has its name.
    var trash: String { file(".trash") }

    /// The days that there is something of, the last one first.
    func days() throws -> [String] {
        var days: [String] = []
        try Folder.forEachEntry(of: trash) { entry in
            if entry.isFolder, FileTrash.isDay(entry.name) { days.append(entry.name) }
        }
        return days.sorted(by: >)
    }

    /// Renames a file.
    package func moveToTrash(_ path: String, day: String) throws {
        let target = "\(trash)/\(day)/\(path)"
        if try Folder.moveIfThere(file(path), to: target) { return }
        // The day's folder is missing, or the file itself.
        guard holds(path) else { return }
        try Folder.makeAll(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
        _ = try Folder.moveIfThere(file(path), to: target)
    }

    /// Walks over the days.
    package func forEachInTrash(_ body: (_ day: String, _ path: String) throws -> Void) throws {
        for day in try days() {
            try Folder.forEachEntry(of: "\(trash)/\(day)") { section in
                guard section.isFolder else { return }
                try Folder.forEachEntry(of: "\(trash)/\(day)/\(section.name)") { entry in
                    if !entry.isFolder { try body(day, "\(section.name)/\(entry.name)") }
                }
            }
        }
    }

    /// Reads a file of a day.
    package func readTrashed(_ path: String, on day: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        try read(".trash/\(day)/\(path)", body)
    }

    /// Renames the newest.
    package func restore(_ path: String) throws -> Bool {
        for day in try days() where try Folder.moveIfThere("\(trash)/\(day)/\(path)", to: file(path)) { return true }
        return false
    }

    /// Unlinks all of a path.
    package func erase(_ path: String) throws {
        try remove(path)
        for day in try days() { try Folder.remove("\(trash)/\(day)/\(path)") }
    }

    /// Unlinks what days have, and their folders.
    package func emptyTrash(before limit: String) throws -> Int {
        var removed = 0
        for day in try days() where day < limit {
            var sections: [String] = []
            try Folder.forEachEntry(of: "\(trash)/\(day)") { sections.append($0.name) }
            for section in sections {
                let folder = "\(trash)/\(day)/\(section)"
                // A few at a time: the names of a folder are not read while they change.
                while case let names = try Folder.firstEntries(of: folder, atMost: 1_000), !names.isEmpty {
                    for name in names { try Folder.remove("\(folder)/\(name)") }
                    removed += names.count
                }
                try Folder.removeEmpty(folder)
            }
            try Folder.removeEmpty("\(trash)/\(day)")
        }
        return removed
    }
}
