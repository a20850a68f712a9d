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
        let moment = Mutex(ContinuousClock.now)
        let monitor = HealthMonitor { moment.withLock { $0 } }
        let probes = Atomic(0)
        for _ in 0..<10 {
            let report = monitor.report(log: log, [("database", { probes.add(1, ordering: .relaxed) })])
            #expect(report.checks == ["database": "ok"])
            moment.withLock { $0 += .milliseconds(99) }
        }
        #expect(probes.load(ordering: .relaxed) == 1)
        moment.withLock { $0 += .milliseconds(10) }
        _ = monitor.report(log: log, [("database", { probes.add(1, ordering: .relaxed) })])
        #expect(probes.load(ordering: .relaxed) == 2)
    }

    @Test func `while a check hangs, the others report it as failing`() throws {
        let monitor = HealthMonitor()
        let isProbing = Atomic(false)
        let isReleased = Atomic(false)
        let prober = try ThreadHandle { [log] in
            _ = monitor.report(
                log: log,
                [
                    (
                        "database",
                        {
                            isProbing.store(true, ordering: .relaxed)
                            while !isReleased.load(ordering: .relaxed) { ThisProcess.sleep(milliseconds: 5) }
                        }
                    )
                ])
        }
        while !isProbing.load(ordering: .relaxed) { ThisProcess.sleep(milliseconds: 5) }
        let report = monitor.report(log: log, [("database", {})])
        #expect(report.status == "failing")
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
