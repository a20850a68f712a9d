import Crypto
import Posix

/// One step of the schema: `NNNN_name.up.sql`, and the `.down.sql` that undoes it.
package struct Migration: Sendable, Equatable {
    /// Its number, from 1 without gaps.
    package let version: Int
    /// Its name: `[a-z0-9_]`, at most 100 bytes.
    package let name: String
    /// SHA-256 of the up file, in hex.
    package let checksum: String
    let up: String
    let down: String

    /// A migration with the texts of its two files.
    package init(version: Int, name: String, up: String, down: String) {
        self.version = version
        self.name = name
        self.up = up
        self.down = down
        checksum = hexEncoded(sha256(up))
    }

    /// The first part of its files' names, `0001_accounts`.
    package var label: String { Self.label(version, name) }

    /// A number and a name as written in file names.
    package static func label(_ version: Int, _ name: String) -> String {
        let digits = String(version)
        return String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "_" + name
    }
}

/// A folder of migrations.
package enum MigrationFolder {
    /// The largest file that is read, in bytes.
    static let fileBytes = 1 << 20

    /// The migrations of a folder, in order.
    ///
    /// - Throws: `MigrationError` when a number is missing or twice there, a file is not named as it must be, lacks its
    ///   counterpart or is too large; `PosixError`.
    package static func migrations(in folder: String) throws -> [Migration] {
        var names: [Int: String] = [:]
        var halves: Set<String> = []
        for entry in try Folder.entries(of: folder) where entry.name.hasSuffix(".sql") {
            guard let (version, name, half) = parts(of: entry.name) else { throw MigrationError.misnamed(entry.name) }
            guard names[version, default: name] == name else { throw MigrationError.repeated(version) }
            names[version] = name
            halves.insert(Migration.label(version, name) + half)
        }
        guard !names.isEmpty else { throw MigrationError.none(folder) }
        return try (1...(names.keys.max() ?? 1)).map { version in
            guard let name = names[version] else { throw MigrationError.missing(version) }
            let label = Migration.label(version, name)
            for half in [".up.sql", ".down.sql"] where !halves.contains(label + half) {
                throw MigrationError.halved(label + half)
            }
            return Migration(
                version: version, name: name, up: try text(of: "\(folder)/\(label).up.sql"),
                down: try text(of: "\(folder)/\(label).down.sql"))
        }
    }

    /// Makes the two files of a new migration, after the last one.
    ///
    /// - Returns: their paths.
    /// - Throws: `MigrationError.name` for a name of other than `[a-z0-9_]`; as ``migrations(in:)``.
    package static func create(_ name: String, in folder: String) throws -> [String] {
        guard isName(name) else { throw MigrationError.name(name) }
        try Folder.makeAll(folder, mode: 0o755)
        let last =
            try Folder.entries(of: folder).contains { $0.name.hasSuffix(".sql") } ? migrations(in: folder).count : 0
        let label = Migration.label(last + 1, name)
        return try [("up", "What changes, and why."), ("down", "Undoes it exactly.")].map { half, comment in
            let path = "\(folder)/\(label).\(half).sql"
            let file = try FileHandle.create(path, mode: 0o644)
            try file.write(Array("-- \(comment)\n".utf8).span)
            return path
        }
    }

    private static func isName(_ name: some StringProtocol) -> Bool {
        (1...100).contains(name.utf8.count)
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F }
    }

    /// Number, name and `.up.sql` or `.down.sql`.
    private static func parts(of fileName: String) -> (Int, String, String)? {
        guard let half = [".up.sql", ".down.sql"].first(where: fileName.hasSuffix) else { return nil }
        let label = fileName.dropLast(half.count)
        let digits = label.prefix { ("0"..."9").contains($0) }
        let name = label.dropFirst(digits.count + 1)
        guard let version = Int(digits), version > 0, isName(name), Migration.label(version, String(name)) == label
        else {
            return nil
        }
        return (version, String(name), half)
    }

    private static func text(of path: String) throws -> String {
        let bytes = try FileHandle.open(reading: path).bytes(at: 0, count: fileBytes + 1)
        guard bytes.count <= fileBytes, let text = String(validating: bytes, as: UTF8.self) else {
            throw MigrationError.unreadable(path)
        }
        return text
    }
}
