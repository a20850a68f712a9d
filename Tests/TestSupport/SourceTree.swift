import FoundationEssentials

/// The package that the tests are built from.
public enum SourceTree {
    /// Its folder.
    public static let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    /// The text of one of its files.
    ///
    /// - Throws: when it cannot be read.
    public static func text(of file: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
    }
}
