import Glibc

/// The signals that stop a program.
public enum Signals {
    /// Keeps `SIGTERM`, `SIGINT` and `SIGQUIT` for `waitForStop`, in this thread and those it starts; ignores `SIGPIPE`.
    ///
    /// Call it before the first thread starts, and after libraries that take signals for themselves.
    public static func holdStop() {
        var held = stopSet()
        unsafe pthread_sigmask(SIG_BLOCK, &held, nil)
        signal(SIGPIPE, SIG_IGN)
    }

    /// Waits for a stop signal.
    ///
    /// - Returns: its number.
    public static func waitForStop() -> Int32 {
        var held = stopSet()
        var number: Int32 = 0
        while unsafe sigwait(&held, &number) != 0 {}
        return number
    }

    /// Waits for a stop signal, for some time at most.
    ///
    /// - Returns: its number; nil when the time is over.
    public static func waitForStop(seconds: Int) -> Int32? {
        let end = ContinuousClock.now + .seconds(seconds)
        var held = stopSet()
        while true {
            let (left, attoseconds) = max(.zero, end - .now).components
            var limit = timespec(tv_sec: Int(left), tv_nsec: Int(attoseconds / 1_000_000_000))
            let number = unsafe sigtimedwait(&held, nil, &limit)
            if number > 0 { return number }
            // Anything but the end of the time is a signal for someone else.
            if errno == EAGAIN { return nil }
        }
    }

    private static func stopSet() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGQUIT] { unsafe sigaddset(&set, number) }
        return set
    }
}
