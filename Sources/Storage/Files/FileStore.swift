package import HTTP

/// Where uploaded files are kept. Whoever writes, reads, removes or checks one does it through the store that `Settings.makeFileStore`
/// made; no other code knows where the bytes are.
///
/// A file is named by its `StoredPath`, which the row of its lead holds. All threads share a store, and its methods block.
package protocol FileStore: Sendable {
    /// Makes what is missing of it, so that no request has to.
    func prepare() throws

    /// Begins a file under a path that no other has.
    ///
    /// - Parameter expectedBytes: about how long it is going to be; 0 when nothing is known.
    func begin(_ path: String, expectedBytes: Int) throws -> any FileWriter

    /// What a response sends of a file.
    ///
    /// - Parameter isSentByServer: whether a web server is in front that sends the content of `Response.Content.internalRedirect`. The
    ///   file need not be looked for then: the server answers 404 for a missing one.
    /// - Returns: nil when the file is missing.
    func content(of path: String, isSentByServer: Bool) throws -> Response.Content?

    /// Hands the bytes of a file to `body`, a piece at a time.
    ///
    /// - Returns: false when the file is missing.
    func read(_ path: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool

    /// Whether there is a file of a path outside of the trash.
    func holds(_ path: String) throws -> Bool

    /// Hands each file outside of the trash to `body`, in no order; files that are arriving may be among them.
    func forEach(_ body: (StoredFile) throws -> Void) throws

    /// Removes a file for good, one that no row has named; others go to the trash. A missing file is treated as removed.
    func remove(_ path: String) throws

    /// Copies a file, or what the trash has of it, to a path on this host where nothing is yet.
    ///
    /// - Returns: false when neither has it.
    func copy(_ path: String, to target: String) throws -> Bool

    /// Moves a file to the trash of a day; a missing file is treated as moved.
    ///
    /// - Parameter day: as `FileTrash.day` writes it.
    func moveToTrash(_ path: String, day: String) throws

    /// Hands each file of the trash to `body`, the newest day first.
    func forEachInTrash(_ body: (_ day: String, _ path: String) throws -> Void) throws

    /// Hands the bytes of a file of the trash to `body`, a piece at a time.
    ///
    /// - Returns: false when the file is missing.
    func readTrashed(_ path: String, on day: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool

    /// Moves a file back from the trash, the newest when there are several.
    ///
    /// - Returns: false when the trash has none of that path.
    func restore(_ path: String) throws -> Bool

    /// Removes a file for good, from its place and from the trash.
    func erase(_ path: String) throws

    /// Removes for good what was moved to the trash before a day; how many files.
    func emptyTrash(before day: String) throws -> Int

    /// Puts the files of a folder, which has them as a `FolderStore` has its own, and their mark in place of all that the store has. The
    /// folder is used up. What was there is kept; under a name that was used already, what was kept then.
    ///
    /// - Returns: where that is, for people.
    func replaceAll(by folder: String, keepingAs name: String) throws -> String

    /// Undoes a replacement, even one that broke off: removes its files and puts back what was kept under the name. Does nothing when nothing
    /// was kept.
    func putBack(keptAs name: String) throws

    /// The text that says which database the store belongs to; nil while it has none.
    func mark() throws -> String?

    /// Replaces the mark, making the store first if it is missing; the mark is on disk when this returns.
    func setMark(_ text: String) throws

    /// How many bytes it has room for; nil when it knows no limit.
    func freeBytes() throws -> Int?

    /// How many bytes it could hold in all, with whatever else is there; nil when it knows no limit.
    func sizeBytes() throws -> Int?

    /// Passes when a file can be written now and there is room for one of some bytes; leaves nothing.
    func check(roomFor bytes: Int) throws
}

/// A store's part of a file that is arriving. `IncomingFile` calls it, from one thread: `write`, `finish`, perhaps `bytes` and `move`,
/// then `keep`; or `discard` at any point before `keep` has returned.
package protocol FileWriter: AnyObject {
    /// Adds bytes.
    func write(_ piece: Span<UInt8>) throws

    /// All bytes have been added: they can be read from here on.
    func finish() throws

    /// The bytes at an offset; fewer than `count` at the end of the file.
    func bytes(at offset: Int, count: Int) throws -> [UInt8]

    /// Gives the file another path, in the same section.
    func move(to path: String) throws

    /// Keeps the file: its bytes and its path outlive a crash of the host once this returns.
    ///
    /// - Parameter digest: the SHA-256 of its bytes.
    func keep(digest: [UInt8]) throws

    /// Removes what has been written.
    func discard() throws
}

/// A file of a store.
package struct StoredFile: Sendable, Equatable {
    /// Its `StoredPath`.
    package let path: String
    /// When its content last changed, in whole seconds since 1970.
    package let modifiedAtSeconds: Int

    /// A file.
    package init(path: String, modifiedAtSeconds: Int) {
        self.path = path
        self.modifiedAtSeconds = modifiedAtSeconds
    }
}
