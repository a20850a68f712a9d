import Crypto
import Posix

/// The folder that résumés are kept in: `<first two hex>/<uuid>.<ext>`, files 0640, folders 0750.
///
/// A file and its folder are synced before the row of its lead commits; until then its name, a random one, is nowhere to be read.
/// Source: SPEC section 5; HAZARDS, "201 before the data is safe".
package struct ResumeFolder: Sendable {
    /// The folder itself.
    package let path: String

    /// The folders below it, one for each first byte of a name.
    static let sections = (0..<256).map { hexEncoded([UInt8($0)]) }

    /// A folder; `prepare` makes what is missing of it.
    package init(_ path: String) {
        self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Makes the folder and the 256 below it, so that no request has to.
    ///
    /// - Throws: `PosixError`.
    package func prepare() throws {
        try Folder.makeAll(path)
        for section in Self.sections { try Folder.make("\(path)/\(section)") }
        try Folder.synchronize(path)
    }

    /// Where the file of a stored path is.
    package func file(_ resumePath: String) -> String { "\(path)/\(resumePath)" }

    /// Whether a text is the path of a stored file: a section, and one name in it.
    package static func isPath(_ text: String) -> Bool {
        let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.utf8.count <= 255 && pieces.count == 2 && sections.contains(String(pieces[0]))
            && !["", ".", ".."].contains(pieces[1]) && !pieces[1].utf8.contains(0)
    }

    /// Removes a stored file for good, one that no row has named; others go to the trash.
    ///
    /// A missing file is treated as removed.
    ///
    /// - Throws: `PosixError`.
    func remove(_ resumePath: String) throws { try Folder.remove(file(resumePath)) }
}
