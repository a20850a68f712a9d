import Glibc

/// A thread of the system that runs one closure to its end.
@safe
public struct ThreadHandle: ~Copyable {
    private let thread: pthread_t

    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Starts a thread.
    ///
    /// - Parameter stackBytes: the size of its stack.
    /// - Throws: `PosixError`.
    public init(stackBytes: Int = 1 << 20, _ run: @escaping @Sendable () -> Void) throws(PosixError) {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        defer { unsafe pthread_attr_destroy(&attributes) }
        unsafe pthread_attr_setstacksize(&attributes, stackBytes)
        var started = pthread_t()
        let body = unsafe Unmanaged.passRetained(Body(run))
        let result = unsafe pthread_create(
            &started, &attributes,
            { argument in
                if let argument = unsafe argument {
                    unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                }
                return nil
            }, body.toOpaque())
        guard result == 0 else {
            unsafe body.release()
            throw PosixError(number: result, call: "pthread_create")
        }
        thread = started
    }

    /// Lets the thread run on by itself.
    public consuming func detach() {
        pthread_detach(thread)
    }

    /// Waits until the thread has ended.
    public consuming func join() {
        pthread_join(thread, nil)
    }
}
