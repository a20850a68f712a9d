internal import Glibc

/// The processor time that a reader takes as its input grows; it says more than a clock on the wall where others work, too.
public enum CPUCost {
    /// The time of this thread that a body takes: the least of some runs.
    public static func of(runs: Int = 3, _ body: () -> Void) -> Duration {
        var least = Duration.seconds(1_000_000)
        for _ in 0..<runs {
            let start = now
            body()
            least = min(least, now - start)
        }
        return least
    }

    /// By what a reader of `bytes * growth` bytes takes longer than one of `bytes`, as a share of what n log n allows; nil when it takes
    /// less than `floor`, too little to be distinguished from noise.
    ///
    /// A linear reader has about 1, a quadratic one about `growth`.
    public static func excess(
        bytes: Int, growth: Int = 8, runs: Int = 3, floor: Duration = .milliseconds(1), make: (Int) -> [UInt8],
        read: ([UInt8]) -> Void
    ) -> Double? {
        let (few, many) = (make(bytes), make(bytes * growth))
        let long = of(runs: runs) { read(many) }
        guard long >= floor else { return nil }
        let short = of(runs: runs) { read(few) }
        let allowed = Double(growth) * Double(bits(of: bytes * growth)) / Double(bits(of: bytes))
        return long / max(short, .microseconds(5)) / allowed
    }

    private static func bits(of number: Int) -> Int { number.bitWidth - number.leadingZeroBitCount }

    private static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
