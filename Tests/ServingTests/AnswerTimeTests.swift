import Testing

@testable import Serving

@Suite struct AnswerTimeTests {
    @Test(arguments: [(0, 50), (1, 49), (49, 1), (50, 0), (51, 49), (120, 30)])
    func `an answer waits for the next multiple of its time`(elapsed: Int, rest: Int) {
        #expect(AnswerTime.rest(after: .milliseconds(elapsed), step: .milliseconds(50)) == .milliseconds(rest))
    }

    @Test func `and takes no less`() {
        let start = ContinuousClock.now
        AnswerTime(step: .milliseconds(20)).wait(since: start)
        #expect(start.duration(to: .now) >= .milliseconds(20))
    }
}
