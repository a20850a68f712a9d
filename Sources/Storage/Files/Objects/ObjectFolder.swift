import Crypto
package import Environment
import FoundationEssentials
import Posix

/// Files of folders as objects of the same names below an address: the copies of an instance elsewhere. One program at a time sends to it.
///
/// All methods throw `ObjectStoreFault` and `PosixError`.
/// Source: SPEC section 20, `BACKUP_COPY`.
package struct ObjectFolder {
    /// Why a file cannot be what was asked for.
    package struct Fault: Error, CustomStringConvertible {
        package let description: String
    }

    /// What has the clocks of host and store differ; a store refuses requests where it is more.
    private static let clockSeconds = 900
    /// How old an unfinished upload is before it is abandoned.
    private static let unfinishedSeconds = 86_400

    private let client: ObjectClient

    /// The objects below an address.
    package init(_ settings: ObjectStoreSettings) { client = ObjectClient(settings) }

    /// Whether a text is a name here: the path of a file below a folder, at most 512 bytes.
    package static func isName(_ text: String) -> Bool {
        let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.utf8.count <= 512 && pieces.allSatisfy { !["", ".", ".."].contains($0) }
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// Hands each object whose name has a beginning to `body`, in the order of names.
    package func forEach(beginning: String, _ body: (_ name: String, _ bytes: Int) throws -> Void) throws {
        try client.forEachPage(beginning: beginning) { page in
            for object in page.objects {
                guard let name = client.address.path(of: object.name), Self.isName(name) else { continue }
                try body(name, object.bytes)
            }
        }
    }

    /// Sends files of a folder, except those that the store has as they are; abandons uploads that broke off a day ago.
    ///
    /// - Returns: how many were sent.
    package func send(_ names: [String], from folder: String) throws -> Int {
        let beginning = names.count == 1 ? names[0] : ""
        try client.abandonUploads(
            beginning: "", before: Int(Date().timeIntervalSince1970) - Self.unfinishedSeconds)
        var there: [String: (bytes: Int, modifiedAtSeconds: Int)] = [:]
        try client.forEachPage(beginning: beginning) { page in
            for object in page.objects {
                guard let name = client.address.path(of: object.name) else { continue }
                there[name] = (object.bytes, object.modifiedAtSeconds)
            }
        }
        var sent = 0
        for name in names {
            let path = "\(folder)/\(name)"
            guard Folder.holds(path) else { throw Fault(description: "there is no \(path)") }
            let file = try ObjectSource(path)
            if let object = there[name], object.bytes == file.bytes {
                if object.modifiedAtSeconds - Self.clockSeconds > file.modifiedAtSeconds { continue }
                if try client.description(of: name)?.digest == file.digest() { continue }
            }
            try client.put(file, at: name)
            sent += 1
        }
        return sent
    }

    /// Fetches a file to a folder. It has its name there once it is whole; one that is there as it is in the store stays.
    ///
    /// - Throws: `Fault` when there is none, or its bytes are not those that were sent.
    package func fetch(_ name: String, to folder: String) throws {
        guard let object = try client.description(of: name) else { throw Fault(description: "there is no \(name)") }
        let target = "\(folder)/\(name)"
        if Folder.holds(target) {
            let file = try ObjectSource(target)
            if file.bytes == object.bytes, try file.digest() == object.digest { return }
        }
        let place = target.lastIndex(of: "/").map { String(target[..<$0]) } ?? "."
        try Folder.makeAll(place, mode: 0o700)
        let part = "\(target).part"
        try Folder.remove(part)
        var isWhole = false
        // What is not whole would be mistaken for the file; the cause is what is reported.
        defer { if !isWhole { try? Folder.remove(part) } }
        let digest = try write(name, bytes: object.bytes, to: part)
        guard object.digest == nil || object.digest == digest else {
            throw Fault(description: "\(name) is not as it was sent: its SHA-256 differs")
        }
        try Folder.move(part, to: target)
        isWhole = true
        try Folder.synchronize(place)
    }

    private func write(_ name: String, bytes: Int, to part: String) throws -> String {
        let handle = try FileHandle.create(part, mode: 0o600)
        var hasher = SHA256Hasher()
        try client.get(name, bytes: bytes) { piece in
            try handle.write(piece)
            hasher.update(piece)
        }
        try handle.synchronize()
        return hexEncoded(hasher.finalize())
    }

    /// Removes an object; a missing one is treated as removed.
    package func remove(_ name: String) throws { try client.delete(name) }
}
