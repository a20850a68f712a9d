import Glibc

/// A value that one thread at a time reads or changes, for sections of a few instructions in the path of every request.
///
/// Unlike `Synchronization.Mutex` it does not hand over to the thread that has waited longest: a thread that comes while others are being
/// woken goes on at once. With more threads than processors, handing over costs every section a switch of threads.
@safe
public final class Lock<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>

    /// A lock that no thread holds.
    public init(_ value: sending Value) {
        self.value = value
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        precondition(unsafe pthread_mutex_init(mutex, nil) == 0)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
    }

    /// Runs a section with the value; a thread must not enter it twice.
    public func withLock<Result, Failure>(_ section: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result
    {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try section(&value)
    }
}
