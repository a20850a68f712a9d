package import FoundationEssentials
import Platform
import Posix

/// Where files go that are removed: `.trash/<day>/<their path>` below the upload folder, for `keptDays` days.
///
/// A sweep of the wrong folder or a mistake is undone by moving them back.
package struct ResumeTrash: Sendable {
    /// How many days a file is kept at least.
    package static let keptDays = 14

    /// The folder's name; no section has it.
    static let name = ".trash"

    let folder: ResumeFolder

    /// The trash of an upload folder.
    package init(of folder: ResumeFolder) {
        self.folder = folder
    }

    private var path: String { folder.file(Self.name) }

    /// Moves a stored file here; a missing one is treated as moved.
    ///
    /// - Throws: `PosixError`.
    package func take(_ resumePath: String, at now: Date = Date()) throws {
        let target = "\(path)/\(Self.day(of: now))/\(resumePath)"
        if try Folder.moveIfThere(folder.file(resumePath), to: target) { return }
        // The day's folder is not there, or the file itself.
        guard Folder.holds(folder.file(resumePath)) else { return }
        try Folder.makeAll(String(target[..<(target.lastIndex(of: "/") ?? target.endIndex)]))
        _ = try Folder.moveIfThere(folder.file(resumePath), to: target)
    }

    /// The days that there is something of, the last one first.
    ///
    /// - Throws: `PosixError`.
    func days() throws -> [String] {
        var days: [String] = []
        try Folder.forEachEntry(of: path) { entry in
            if entry.isFolder, Self.isDay(entry.name) { days.append(entry.name) }
        }
        return days.sorted(by: >)
    }

    /// Hands each file to `body`: its day, and its path of before.
    ///
    /// - Throws: `PosixError`; what `body` throws.
    package func forEach(_ body: (_ day: String, _ resumePath: String) throws -> Void) throws {
        for day in try days() {
            try Folder.forEachEntry(of: "\(path)/\(day)") { section in
                guard section.isFolder else { return }
                try Folder.forEachEntry(of: "\(path)/\(day)/\(section.name)") { entry in
                    if !entry.isFolder { try body(day, "\(section.name)/\(entry.name)") }
                }
            }
        }
    }

    /// The first files of the trash, `limit` at most: their paths of before.
    ///
    /// - Throws: `PosixError`.
    package func first(_ limit: Int) throws -> [String] {
        for day in try days() {
            for section in try Folder.firstEntries(of: "\(path)/\(day)", atMost: 1_000) {
                let names = try Folder.firstEntries(of: "\(path)/\(day)/\(section)", atMost: limit)
                if !names.isEmpty { return names.map { "\(section)/\($0)" } }
            }
        }
        return []
    }

    /// Moves a file back to where it was, the newest when there are several; whether there was one.
    ///
    /// - Throws: `PosixError`.
    package func restore(_ resumePath: String) throws -> Bool {
        for day in try days() {
            if try Folder.moveIfThere("\(path)/\(day)/\(resumePath)", to: folder.file(resumePath)) { return true }
        }
        return false
    }

    /// Removes a file for good, from the trash and from its place: nothing of it is left, and nothing brings it back.
    ///
    /// - Throws: `PosixError`.
    package func erase(_ resumePath: String) throws {
        try folder.remove(resumePath)
        for day in try days() { try Folder.remove("\(path)/\(day)/\(resumePath)") }
    }

    /// Removes for good what was moved here more than `keptDays` ago; how many files.
    ///
    /// - Throws: `PosixError`.
    package func empty(at now: Date = Date()) throws -> Int {
        let limit = Self.day(of: now.addingTimeInterval(-86_400 * Double(Self.keptDays)))
        var removed = 0
        for day in try days() where day < limit {
            var sections: [String] = []
            try Folder.forEachEntry(of: "\(path)/\(day)") { sections.append($0.name) }
            for section in sections {
                let folder = "\(path)/\(day)/\(section)"
                // A few at a time: the names of a folder are not read while they change.
                while case let names = try Folder.firstEntries(of: folder, atMost: 1_000), !names.isEmpty {
                    for name in names { try Folder.remove("\(folder)/\(name)") }
                    removed += names.count
                }
                try Folder.removeEmpty(folder)
            }
            try Folder.removeEmpty("\(path)/\(day)")
        }
        return removed
    }

    private static func day(of moment: Date) -> String {
        String(Instant.text(moment).prefix(10))
    }

    private static func isDay(_ name: String) -> Bool {
        name.utf8.count == 10
            && name.utf8.enumerated().allSatisfy { index, byte in
                index == 4 || index == 7 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
            }
    }
}
