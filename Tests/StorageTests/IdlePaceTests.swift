import Testing

@testable import Storage

struct IdlePaceTests {
    @Test func `it is slow after looks that found nothing, and quick again with the first that found something`() {
        var pace = IdlePace(restsAfter: 3, factor: 4)
        let found = [false, false, true, false, false, false, false, true, false]
        #expect(found.map { pace.pauses(afterFinding: $0) } == [1, 1, 1, 1, 1, 4, 4, 1, 1])
    }
}
