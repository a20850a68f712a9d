import Crypto
import Posix

/// The folder that résumés are kept in: `<first two hex>/<uuid>.<ext>`, files 0640, folders 0750.
///
/// A file and its folder are synced before the row of its lead commits; until then its name, a random one, is nowhere to be read.
/// Source: SPEC section 5; HAZARDS, "201 before the data is safe".
package struct ResumeFolder: Sendable {
    /// The folder itself.
    package let path: String

    /// A folder; `prepare` makes what is missing of it.
    package init(_ path: String) {
        self.path = path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    /// Makes the folder and the 256 below it, so that no request has to.
    ///
    /// - Throws: `PosixError`.
    package func prepare() throws {
        try Folder.makeAll(path)
        for number in 0..<256 { try Folder.make("\(path)/\(hexEncoded([UInt8(number)]))") }
        try Folder.synchronize(path)
    }

    /// Where the file of a stored path is.
    package func file(_ resumePath: String) -> String { "\(path)/\(resumePath)" }

    /// Removes a stored file; one that is not there counts as removed.
    ///
    /// - Throws: `PosixError`.
    package func remove(_ resumePath: String) throws { try Folder.remove(file(resumePath)) }
}
