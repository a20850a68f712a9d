import Environment
import Posix
import Routing
import Synchronization
import TestSupport
import Testing

@testable import Serving

struct HealthMonitorTests {
    private let log = Log(from: .error)

    @Test func `a report is kept for a second, however many ask`() throws {
        let monitor = HealthMonitor()
        let probes = Atomic(0)
        let begin = ContinuousClock.now
        while ContinuousClock.now - begin < .milliseconds(700) {
            let report = monitor.report(log: log, [("database", { probes.add(1, ordering: .relaxed) })])
            #expect(report.checks == ["database": "ok"])
        }
        #expect(probes.load(ordering: .relaxed) == 1)
        ThisProcess.sleep(milliseconds: 400)
        _ = monitor.report(log: log, [("database", { probes.add(1, ordering: .relaxed) })])
        #expect(probes.load(ordering: .relaxed) == 2)
    }

    @Test func `while a check hangs, the others report it as failing within a second`() throws {
        let monitor = HealthMonitor()
        let isReleased = Atomic(false)
        let prober = try ThreadHandle { [log] in
            _ = monitor.report(
                log: log,
                [("database", { while !isReleased.load(ordering: .relaxed) { ThisProcess.sleep(milliseconds: 5) } })])
        }
        ThisProcess.sleep(milliseconds: 50)
        let begin = ContinuousClock.now
        let report = monitor.report(log: log, [("database", {})])
        #expect(report.status == "failing")
        #expect(ContinuousClock.now - begin < .seconds(3))
        isReleased.store(true, ordering: .relaxed)
        prober.join()
        #expect(monitor.report(log: log, [("database", {})]).status == "ok")
    }

    @Test func `a full file system and a missing folder are reported with their path`() throws {
        let missing = #expect(throws: PosixError.self) { try Folder.checkWritable("/nonexistent/folder") }
        #expect(missing?.description.contains("/nonexistent/folder") == true)
        let folder = try ScratchFolder()
        try Folder.checkWritable(folder.path)
        #expect(try Folder.entries(of: folder.path) == [])
        #expect(try Folder.freeBytes(of: folder.path) > 0)
    }
}
