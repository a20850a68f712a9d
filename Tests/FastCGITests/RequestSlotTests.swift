import FastCGI
import Glibc
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct RequestSlotTests {
    private func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) } }

    @Test func `a request's variables and content arrive, and its response comes back`() throws {
        let responder = try SampleResponder()
        let long = String(repeating: "é", count: 1000)
        let answer = try GatewayConnection(to: responder.path).request(
            ["T_A": "one", "T_B": long, "REQUEST_METHOD": "POST"], content: Array("content".utf8))
        #expect(answer.text == "one\n\(long)\n\(digest(of: Array("content".utf8)))\n")
        #expect(answer.isComplete)
        #expect(responder.stop())
    }

    @Test func `a variable that was not sent is none`() throws {
        let responder = try SampleResponder()
        #expect(try GatewayConnection(to: responder.path).request(["T_B": ""]).text == "-\n\n0 0\n")
        #expect(responder.stop())
    }

    @Test(arguments: [(65_535, 65_535), (65_536, 65_535), (300_000, 65_535), (20_000, 1), (100_000, 8_191)])
    func `content arrives whole, however many records it comes in`(count: Int, recordBytes: Int) throws {
        let responder = try SampleResponder()
        let content = bytes(count)
        let answer = try GatewayConnection(to: responder.path).request(content: content, recordBytes: recordBytes)
        #expect(answer.text == "-\n-\n\(digest(of: content))\n")
        #expect(responder.stop())
    }

    @Test func `a long response comes back whole`() throws {
        let responder = try SampleResponder()
        let answer = try GatewayConnection(to: responder.path).request(["REPLY_BYTES": "500000"])
        #expect(answer.output.count == 500_000 + "-\n-\n0 0\n".utf8.count)
        #expect(answer.isComplete)
        #expect(responder.stop())
    }

    @Test(arguments: [10, 500_000])
    func `an abandoned response has no end, and the slot serves the next`(bytes: Int) throws {
        let responder = try SampleResponder()
        for _ in 0..<3 {
            let answer = try GatewayConnection(to: responder.path).request(["REPLY_BYTES": "\(bytes)", "ABANDON": "1"])
            #expect(!answer.isComplete)
        }
        #expect(try GatewayConnection(to: responder.path).request(["T_A": "next"]).text == "next\n-\n0 0\n")
        #expect(responder.stop())
    }

    @Test func `one slot serves request after request`() throws {
        let responder = try SampleResponder()
        for number in 0..<50 {
            let answer = try GatewayConnection(to: responder.path).request(["T_A": "\(number)"])
            #expect(answer.text == "\(number)\n-\n0 0\n")
        }
        #expect(responder.stop())
    }

    @Test(arguments: [0, 1, 70_000])
    func `a connection that breaks off in mid-content is interrupted, and the slot serves the next`(sent: Int) throws {
        let responder = try SampleResponder()
        do {
            let broken = try GatewayConnection(to: responder.path)
            try broken.begin(["T_A": "broken", "CONTENT_LENGTH": "100000"])
            try broken.content(bytes(sent))
        }
        #expect(isTrue { responder.interrupted == 1 })
        #expect(try GatewayConnection(to: responder.path).request(["T_A": "next"]).text == "next\n-\n0 0\n")
        #expect(responder.stop())
    }

    @Test func `a connection that breaks off before its request begins costs nothing`() throws {
        let responder = try SampleResponder()
        for _ in 0..<5 { _ = try GatewayConnection(to: responder.path) }
        #expect(try GatewayConnection(to: responder.path).request(["T_A": "next"]).text == "next\n-\n0 0\n")
        #expect(responder.interrupted == 0)
        #expect(responder.stop())
    }

    @Test func `a silent connection holds up one slot and no other`() throws {
        let responder = try SampleResponder(threads: 2)
        do {
            let silent = try GatewayConnection(to: responder.path)
            for number in 0..<10 {
                #expect(try GatewayConnection(to: responder.path).request(["T_A": "\(number)"]).isComplete)
            }
            #expect(try silent.request(["T_A": "late"]).text == "late\n-\n0 0\n")
        }
        #expect(responder.stop())
    }

    @Test func `slots that wait are woken to stop`() throws {
        let responder = try SampleResponder(threads: 4)
        #expect(try GatewayConnection(to: responder.path).request().isComplete)
        #expect(responder.stop())
    }

    @Test func `a request in hand is finished before its slot stops`() throws {
        let responder = try SampleResponder()
        do {
            let connection = try GatewayConnection(to: responder.path)
            try connection.begin(["T_A": "late"])
            try connection.content(bytes(10))
            #expect(isTrue { responder.taken == 1 })
            #expect(!responder.stop(within: .milliseconds(100)))
            try connection.endContent()
            #expect(try connection.answer().isComplete)
        }
        #expect(responder.stop())
    }

    @Test func `a stale socket is replaced`() throws {
        let folder = try ScratchFolder()
        _ = try ListeningSocket.open(path: folder.file("s"))
        #expect(!(try ListeningSocket.open(path: folder.file("s"))).isStopping)
    }

    @Test func `a path that cannot be is an error and not the end of the process`() throws {
        let folder = try ScratchFolder()
        #expect(throws: FastCGIError.socket(errno: ENOENT)) { try ListeningSocket.open(path: folder.file("none/s")) }
        let long = folder.file(String(repeating: "s", count: 108))
        #expect(throws: FastCGIError.socket(errno: ENAMETOOLONG)) { try ListeningSocket.open(path: long) }
    }

    @Test func `only its user and group connect to a socket`() throws {
        let folder = try ScratchFolder()
        _ = try ListeningSocket.open(path: folder.file("s"))
        var status = stat()
        #expect(unsafe stat(folder.file("s"), &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660)
    }
}
