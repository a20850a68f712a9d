import Glibc
import Posix
import TestSupport
import Testing

@Suite struct WakeSocketTests {
    private static let long = 10_000
    private let folder: ScratchFolder
    private let path: String

    init() throws {
        folder = try ScratchFolder()
        path = folder.file("wake")
    }

    @Test func `a wake before the wait is not lost`() throws {
        let receiver = try WakeReceiver(at: path)
        try WakeSender(to: path).wake()
        #expect(receiver.wait(milliseconds: Self.long))
        #expect(!receiver.wait(milliseconds: 0))
    }

    @Test(arguments: [2, 9])
    func `wakes that came together are one`(count: Int) throws {
        let receiver = try WakeReceiver(at: path)
        let senders = try (0..<count).map { _ in try WakeSender(to: path) }
        for sender in senders { sender.wake() }
        #expect(receiver.wait(milliseconds: Self.long))
        #expect(!receiver.wait(milliseconds: 0))
    }

    @Test func `a wake ends a wait that has begun`() throws {
        let receiver = try WakeReceiver(at: path)
        let answered = try Bell()
        let thread = try ThreadHandle {
            for _ in 0..<100 where receiver.wait(milliseconds: Self.long) { answered.ring() }
        }
        let sender = try WakeSender(to: path)
        for _ in 0..<100 {
            sender.wake()
            #expect(answered.wait(milliseconds: Self.long))
        }
        thread.join()
    }

    @Test func `without a listener a wake is lost, and the next one to listen is found`() throws {
        let sender = try WakeSender(to: path)
        sender.wake()
        let receiver = try WakeReceiver(at: path)
        #expect(!receiver.wait(milliseconds: 0))
        sender.wake()
        #expect(receiver.wait(milliseconds: Self.long))
    }

    @Test func `a sender never waits, however full the queue is`() throws {
        let receiver = try WakeReceiver(at: path)
        let sender = try WakeSender(to: path)
        // More than any queue of datagrams holds; one that waited would do so for good.
        for _ in 0..<10_000 { sender.wake() }
        #expect(receiver.wait(milliseconds: Self.long))
        #expect(!receiver.wait(milliseconds: 0))
        sender.wake()
        #expect(receiver.wait(milliseconds: Self.long))
    }

    @Test func `a socket that an ended process left is replaced`() throws {
        do { _ = try WakeReceiver(at: path) }
        #expect(Folder.holds(path))
        let sender = try WakeSender(to: path)
        sender.wake()
        let receiver = try WakeReceiver(at: path)
        sender.wake()
        #expect(receiver.wait(milliseconds: Self.long))
        #expect(try Folder.entries(of: folder.path).map(\.name) == ["wake"])
    }

    @Test func `the last to listen on a path is woken`() throws {
        let first = try WakeReceiver(at: path)
        let last = try WakeReceiver(at: path)
        try WakeSender(to: path).wake()
        #expect(last.wait(milliseconds: Self.long))
        #expect(!first.wait(milliseconds: 0))
    }

    @Test func `a file in its place is replaced, what is left of an earlier start too`() throws {
        _ = try FileHandle.create(path)
        _ = try FileHandle.create("\(path).\(ThisProcess.id)")
        let receiver = try WakeReceiver(at: path)
        try WakeSender(to: path).wake()
        #expect(receiver.wait(milliseconds: Self.long))
    }

    @Test func `a path that is a folder, or in none, is refused and leaves nothing`() throws {
        try Folder.make(path)
        #expect(throws: PosixError.self) { try WakeReceiver(at: path) }
        #expect(throws: PosixError.self) { try WakeReceiver(at: folder.file("none/wake")) }
        #expect(try Folder.entries(of: folder.path).map(\.name) == ["wake"])
    }

    @Test func `a path of up to 107 bytes is an address, a longer one is refused`() throws {
        // The receiver makes its socket under a name that is longer by the process's number.
        let suffix = ".\(ThisProcess.id)".utf8.count
        func path(bytes: Int) -> String {
            let rest = bytes - folder.path.utf8.count - 1
            return folder.file(String(repeating: "w", count: rest))
        }
        let receiver = try WakeReceiver(at: path(bytes: 107 - suffix))
        try WakeSender(to: path(bytes: 107 - suffix)).wake()
        #expect(receiver.wait(milliseconds: Self.long))
        _ = try WakeSender(to: path(bytes: 107))
        for attempt in [
            { _ = try WakeReceiver(at: path(bytes: 108 - suffix)) }, { _ = try WakeSender(to: path(bytes: 108)) },
        ] as [() throws -> Void] {
            let error = #expect(throws: PosixError.self) { try attempt() }
            #expect(error?.number == ENAMETOOLONG)
        }
        #expect(try Folder.entries(of: folder.path).count == 1)
    }

    @Test func `its users and group may wake, others may not`() throws {
        let receiver = try WakeReceiver(at: path)
        var status = stat()
        #expect(unsafe stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
        #expect(!receiver.wait(milliseconds: 0))
    }
}
