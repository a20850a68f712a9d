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

    private static func stopSet() -> sigset_t {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for number in [SIGTERM, SIGINT, SIGQUIT] { unsafe sigaddset(&set, number) }
        return set
    }
}
