import CPosix
import Glibc

/// Facts of the system about this process.
public enum ThisProcess {
    /// Its id; a program of ours never forks.
    public static let id: Int32 = getpid()

    /// How many processors it may run on; at least 1.
    public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Its environment.
    public static var environment: [String: String] {
        var variables: [String: String] = [:]
        guard var entry = unsafe Optional(environ) else { return variables }
        while let pointer = unsafe entry.pointee {
            let sides = unsafe String(cString: pointer).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if sides.count == 2 { variables[String(sides[0])] = String(sides[1]) }
            unsafe entry += 1
        }
        return variables
    }

    /// Whether a process of that id is there.
    public static func isAlive(_ id: Int32) -> Bool { kill(id, 0) == 0 || errno == EPERM }

    /// Whether a file descriptor is a socket.
    public static func isSocket(_ descriptor: Int32) -> Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
    }

    /// The permission bits that new files never get.
    public static func setFileMask(_ mask: UInt32) { umask(mask) }

    /// Closes the process to others of the same user: no debugger attaches, `/proc/PID/environ` and the memory are root's alone,
    /// and a crash leaves no core file. Call it first, before any secret is read.
    ///
    /// Source: prctl(2), `PR_SET_DUMPABLE`.
    public static func closeToOthers() { precondition(guiche_set_undumpable() == 0) }

    /// Ends the process.
    public static func exit(_ status: Int32) -> Never { Glibc.exit(status) }

    /// Ends the process without any clean-up; for when a thread will not end by itself.
    public static func exitNow(_ status: Int32) -> Never { _exit(status) }

    /// Waits.
    public static func sleep(milliseconds: Int) { usleep(UInt32(milliseconds) * 1000) }
}

/// The three streams a program is started with.
public enum StandardStream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    /// Writes all bytes; gives up when the other side is gone.
    ///
    /// - Returns: whether everything was written.
    @discardableResult
    public func write(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = unsafe Glibc.write(
                    rawValue, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                if count < 0 && errno != EINTR { return false }
                written += max(count, 0)
            }
            return true
        }
    }

    /// Writes a text.
    @discardableResult
    public func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    /// Reads the next bytes into the front of `buffer`; 0 at the end.
    ///
    /// - Throws: `PosixError`.
    public func read(into buffer: inout [UInt8]) throws(PosixError) -> Int {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(rawValue, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            if errno != EINTR { throw PosixError(last: "read") }
        }
    }

    /// Hands each line, without its end, to `body`, one at a time in memory.
    ///
    /// - Throws: `PosixError`, with `EMSGSIZE` for a line that is longer than `limit`; what `body` throws.
    public func forEachLine(atMostBytes limit: Int, _ body: (String) throws -> Void) throws {
        var line: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = try read(into: &buffer), count > 0 {
            for byte in buffer[..<count] {
                if byte == 0x0A {
                    try body(String(decoding: line, as: UTF8.self))
                    line.removeAll(keepingCapacity: true)
                } else {
                    guard line.count < limit else { throw PosixError(number: EMSGSIZE, call: "read") }
                    line.append(byte)
                }
            }
        }
        if !line.isEmpty { try body(String(decoding: line, as: UTF8.self)) }
    }

    /// The first line, without its end; nil when there is none.
    ///
    /// - Throws: `PosixError`.
    public func firstLine() throws(PosixError) -> String? {
        var line: [UInt8] = []
        var byte: [UInt8] = [0]
        while try read(into: &byte) == 1, byte[0] != 0x0A { line.append(byte[0]) }
        return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
    }
}
