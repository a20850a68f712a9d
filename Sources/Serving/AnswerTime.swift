import Posix

/// A constant response time, so that it does not reveal what was done.
///
/// An answer waits until a multiple of the step has passed; the thread waits with it, so the step is short.
package struct AnswerTime: Sendable {
    /// The time, of which an answer takes a multiple.
    package let step: Duration

    /// Answers after multiples of `step`, which is at least a millisecond.
    package init(step: Duration) {
        precondition(step >= .milliseconds(1))
        self.step = step
    }

    /// Waits until a multiple of the step has passed since `start`.
    package func wait(since start: ContinuousClock.Instant) {
        let rest = Self.rest(after: start.duration(to: .now), step: step)
        ThisProcess.sleep(milliseconds: Int((rest / .milliseconds(1)).rounded(.up)))
    }

    /// The time to the next multiple of a step.
    static func rest(after elapsed: Duration, step: Duration) -> Duration {
        let steps = (elapsed / step).rounded(.up)
        return step * max(steps, 1) - elapsed
    }
}
