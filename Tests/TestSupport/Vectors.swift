import FoundationEssentials

/// The public test vectors, when their folder is there: `GUICHE_VECTORS`, else `../shared/vectors` beside the package.
public enum Vectors {
    private static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["GUICHE_VECTORS"], !named.isEmpty { return named }
        return "\(SourceTree.folder)/../shared/vectors"
    }()

    /// Whether a file of them is there; tests that need it are skipped without.
    public static func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(file)")
    }

    /// The bytes of a file.
    ///
    /// - Throws: when it cannot be read.
    public static func bytes(of file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
    }

    /// A JSON file of them.
    ///
    /// - Throws: when it cannot be read, or is of another shape.
    public static func decoded<Content: Decodable>(
        _ file: String, as type: Content.Type = Content.self
    ) throws -> Content {
        try JSONDecoder().decode(type, from: Data(bytes(of: file)))
    }
}
