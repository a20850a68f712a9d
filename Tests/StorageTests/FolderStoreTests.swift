import Crypto
import DomainTestSupport
import FoundationEssentials
import HTTP
import Posix
import TestSupport
import Testing

@testable import Storage

/// What only a folder does; `FileStoreTests` has the contract of all stores.
@Suite struct FolderStoreTests {
    private let scratch: ScratchFolder
    private let store: FolderStore

    init() throws {
        scratch = try ScratchFolder()
        store = FolderStore(scratch.file("uploads/resumes") + "/")
        try store.prepare()
    }

    @Test func `is made with a section for every first byte`() throws {
        let entries = try Folder.entries(of: store.path)
        #expect(entries.count == 256)
        #expect(entries.allSatisfy { $0.isFolder })
        #expect(Set(entries.map(\.name)).isSuperset(of: ["00", "7f", "ff"]))
        try store.prepare()
        #expect(!store.path.hasSuffix("/"))
    }

    @Test func `a kept file is below the folder under its path, and nginx is sent to it`() throws {
        let file = try IncomingFile(in: store, fileExtension: "pdf")
        try file.write(Array("%PDF-1.7".utf8).span)
        try file.end()
        _ = try file.keep()
        let place = "\(store.path)/\(file.path)"
        #expect(FileManager.default.contents(atPath: place) == Data("%PDF-1.7".utf8))
        guard case .internalRedirect(let target)? = try store.content(of: file.path, isSentByServer: true),
            case .file(let path, let bytes)? = try store.content(of: file.path, isSentByServer: false)
        else {
            Issue.record("other content")
            return
        }
        #expect(target == "/_resumes/\(file.path)")
        #expect(path == place && bytes == 8)
    }

    @Test func `a file that cannot be kept leaves nothing`() throws {
        do {
            let file = try IncomingFile(in: store, fileExtension: "pdf")
            try file.write([1].span)
            for section in StoredPath.sections { try FileManager.default.removeItem(atPath: store.file(section)) }
            #expect(throws: PosixError.self) { try file.keep() }
        }
        #expect(try store.paths() == [])
    }

    @Test func `the trash leaves no empty folders`() throws {
        try store.put("x", at: "ab/x.pdf")
        try store.moveToTrash("ab/x.pdf", day: "2026-01-01")
        #expect(try Folder.entries(of: "\(store.path)/.trash/2026-01-01").map(\.name) == ["ab"])
        #expect(try store.emptyTrash(before: "2026-01-02") == 1)
        #expect(try Folder.entries(of: "\(store.path)/.trash") == [])
    }

    @Test func `a copy shares the file on the same file system`() throws {
        try store.put("x", at: "ab/x.pdf")
        let target = scratch.file("copy")
        #expect(try store.copy("ab/x.pdf", to: target))
        let numbers = try [store.file("ab/x.pdf"), target].map { place in
            try FileManager.default.attributesOfItem(atPath: place)[.systemFileNumber] as? Int
        }
        #expect(numbers[0] == numbers[1])
    }

    @Test func `an empty mount point does not pass, and a full disk says how much is left`() throws {
        try store.check(roomFor: 1)
        #expect(throws: RoomShortage.self) { try store.check(roomFor: .max) }
        let bare = FolderStore(scratch.path)
        #expect(throws: PosixError.self) { try bare.check(roomFor: 1) }
        #expect(throws: PosixError.self) { try FolderStore(scratch.file("none")).check(roomFor: 1) }
    }

    @Test(arguments: [false, true])
    func `what a copy replaces is kept, the first of several replacements of one name`(isMountPoint: Bool) throws {
        var kept = ""
        for text in ["before", "broke off", "complete"] {
            try store.put(text, at: "ab/x.pdf")
            try store.trash("ab/x.pdf")
            let copy = FolderStore(scratch.file("copy"))
            try copy.prepare()
            try copy.put("after \(text)", at: "cd/y.pdf")
            kept =
                isMountPoint
                ? try store.replaceInside(by: copy.path, keepingAs: "1")
                : try store.replaceAll(by: copy.path, keepingAs: "1")
            try Folder.removeAll(copy.path)
        }
        #expect(try store.paths() == ["cd/y.pdf"])
        #expect(try store.pathsInTrash() == [])
        #expect(try store.text(of: "cd/y.pdf") == "after complete")
        let before = FolderStore(kept)
        #expect(try before.restore("ab/x.pdf"))
        #expect(try before.text(of: "ab/x.pdf") == "before")
    }
}
