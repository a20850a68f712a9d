package import FoundationEssentials
import Values

/// What ends a reading early.
private struct Enough: Error {}

/// How long a store keeps what was removed from it. A sweep of the wrong store or a mistake is undone by moving files back.
package enum FileTrash {
    /// How many days a file is kept at least.
    package static let keptDays = 14

    /// A day of the trash: the UTC date, `YYYY-MM-DD`, whose texts are in the order of the days.
    package static func day(of moment: Date) -> String { String(Instant.text(moment).prefix(10)) }

    /// Whether a text has the form of a day.
    static func isDay(_ name: String) -> Bool {
        name.utf8.count == 10
            && name.utf8.enumerated().allSatisfy { index, byte in
                index == 4 || index == 7 ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte)
            }
    }
}

extension FileStore {
    /// Moves a file to the trash; a missing file is treated as moved.
    package func trash(_ path: String, at now: Date = Date()) throws {
        try moveToTrash(path, day: FileTrash.day(of: now))
    }

    /// Removes for good what was moved to the trash more than `FileTrash.keptDays` ago; how many files.
    package func emptyTrash(at now: Date = Date()) throws -> Int {
        try emptyTrash(before: FileTrash.day(of: now.addingTimeInterval(-86_400 * Double(FileTrash.keptDays))))
    }

    /// The paths of the first files of the trash, `limit` at most: they can be restored, for nothing is being read.
    package func firstInTrash(_ limit: Int) throws -> [String] {
        var paths: [String] = []
        do {
            try forEachInTrash { _, path in
                guard paths.count < limit else { throw Enough() }
                paths.append(path)
            }
        } catch is Enough {}
        return paths
    }
}
