import FoundationEssentials

/// The public test vectors, when their folder is there: `GUICHE_VECTORS`, else `../shared/vectors` beside the package.
enum Vectors {
    static let folder: String = {
        if let named = ProcessInfo.processInfo.environment["GUICHE_VECTORS"], !named.isEmpty { return named }
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/../shared/vectors"
    }()

    static func has(_ file: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(file)")
    }

    static func decoded<Content: Decodable>(_ file: String, as type: Content.Type = Content.self) throws -> Content {
        try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
    }
}
