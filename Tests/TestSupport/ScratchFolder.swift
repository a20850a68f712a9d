import FoundationEssentials

/// A folder of a test's own; removed with the last reference.
public final class ScratchFolder: Sendable {
    /// Where it is.
    public let path: String

    /// An empty folder.
    ///
    /// - Throws: when it cannot be made.
    public init() throws {
        // Short, for the path of a socket has at most 107 bytes.
        let parent = FileManager.default.temporaryDirectory.path(percentEncoded: false)
        path = "\(parent)/guiche-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("the folder \(path) stays behind: \(error)")
        }
    }

    /// The path of a file in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }
}
