import Glibc
import Synchronization

/// Whole numbers that the processes of one host share through a file, each changed atomically.
///
/// They outlive the processes, so a count never falls because one of them died. The mapping lives as long as the program.
@safe
public final class SharedCounters: Sendable {
    /// How many numbers there are.
    public let count: Int
    /// Each cell is changed by atomic operations alone, and none is ever freed.
    nonisolated(unsafe) private let cells: UnsafeMutablePointer<Atomic<UInt64>>

    /// Opens the numbers in a file and makes it when it is not there; without a path they belong to this process alone.
    ///
    /// - Throws: `PosixError`.
    public init(path: String?, count: Int) throws(PosixError) {
        let bytes = count * MemoryLayout<Atomic<UInt64>>.stride
        var descriptor: Int32 = -1
        if let path {
            descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o660)
            guard descriptor >= 0 else { throw PosixError(last: "open") }
            // Whatever the file mask: pools with users of their own share it by its group. Only its owner may say so.
            _ = fchmod(descriptor, 0o660)
        }
        defer { if descriptor >= 0 { close(descriptor) } }
        guard descriptor < 0 || ftruncate(descriptor, off_t(bytes)) == 0 else { throw PosixError(last: "ftruncate") }
        let flags = descriptor < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED
        let address = unsafe mmap(nil, bytes, PROT_READ | PROT_WRITE, flags, descriptor, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else { throw PosixError(last: "mmap") }
        unsafe cells = address.bindMemory(to: Atomic<UInt64>.self, capacity: count)
        self.count = count
    }

    /// The present value of a number.
    public subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < count)
        return unsafe cells[index].load(ordering: .relaxed)
    }

    /// Adds to a number; it wraps round.
    public func add(_ amount: UInt64, to index: Int) {
        precondition(index >= 0 && index < count)
        unsafe cells[index].wrappingAdd(amount, ordering: .relaxed)
    }

    /// Takes from a number; it wraps round.
    public func subtract(_ amount: UInt64, from index: Int) {
        precondition(index >= 0 && index < count)
        unsafe cells[index].wrappingSubtract(amount, ordering: .relaxed)
    }

    /// Sets a number.
    public func set(_ value: UInt64, at index: Int) {
        precondition(index >= 0 && index < count)
        unsafe cells[index].store(value, ordering: .relaxed)
    }

    /// Sets a number if it still is what it was thought to be.
    ///
    /// - Returns: whether it was set.
    public func exchange(_ expected: UInt64, for value: UInt64, at index: Int) -> Bool {
        precondition(index >= 0 && index < count)
        return unsafe cells[index].compareExchange(expected: expected, desired: value, ordering: .relaxed).exchanged
    }
}
