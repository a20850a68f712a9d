import Testing

@Suite(.timeLimit(.minutes(5))) struct KeptConnectionTests {
    private func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) } }

    @Test func `a kept connection carries request after request`() throws {
        let responder = try SampleResponder(threads: 4)
        do {
            let connection = try GatewayConnection(to: responder.path)
            for number in 0..<200 {
                let bytes = content(number * 100)
                let answer = try connection.request(["T_A": "\(number)"], content: bytes, isKept: true)
                #expect(answer.text == "\(number)\n-\n\(digest(of: bytes))\n")
                #expect(answer.isComplete)
            }
        }
        #expect(responder.stop())
    }

    @Test func `kept and silent connections hold no thread`() throws {
        let responder = try SampleResponder(threads: 1)
        do {
            let silent = try GatewayConnection(to: responder.path)
            let first = try GatewayConnection(to: responder.path)
            let second = try GatewayConnection(to: responder.path)
            for number in 0..<50 {
                #expect(try first.request(["T_A": "\(number)"], isKept: true).text == "\(number)\n-\n0 0\n")
                #expect(try second.request(["T_A": "\(number)"], isKept: true).isComplete)
                #expect(try GatewayConnection(to: responder.path).request().isComplete)
            }
            #expect(try silent.request(["T_A": "late"], isKept: true).text == "late\n-\n0 0\n")
        }
        #expect(responder.stop())
    }

    @Test func `while all threads but one are busy, every kept connection is answered`() throws {
        let responder = try SampleResponder(threads: 4)
        do {
            let slow = try GatewayConnection(to: responder.path)
            let slower = try GatewayConnection(to: responder.path)
            let slowest = try GatewayConnection(to: responder.path)
            let one = try GatewayConnection(to: responder.path)
            let other = try GatewayConnection(to: responder.path)
            #expect(try one.request(isKept: true).isComplete)
            #expect(try other.request(isKept: true).isComplete)
            try slow.begin(["HOLD": "1"], isKept: true)
            try slower.begin(["HOLD": "1"], isKept: true)
            try slowest.begin(["HOLD": "1"], isKept: true)
            #expect(isTrue { responder.taken == 5 })
            for _ in 0..<20 {
                #expect(try one.request(isKept: true).isComplete)
                #expect(try other.request(isKept: true).isComplete)
            }
            #expect(responder.taken == 45)
            responder.release()
            try slow.endContent()
            try slower.endContent()
            try slowest.endContent()
            #expect(try slow.answer().isComplete)
            #expect(try slower.answer().isComplete)
            #expect(try slowest.answer().isComplete)
        }
        #expect(responder.stop())
    }

    @Test func `requests are served in order of arrival, on kept and new connections`() throws {
        let responder = try SampleResponder(threads: 1)
        do {
            let busy = try GatewayConnection(to: responder.path)
            let first = try GatewayConnection(to: responder.path)
            let second = try GatewayConnection(to: responder.path)
            #expect(try second.request(isKept: true).isComplete)
            for _ in 0..<2 {
                // Two turns of kept connections: after them no turn is owed to arrivals.
                #expect(try first.request(isKept: true).isComplete)
                #expect(try second.request(isKept: true).isComplete)
                try busy.begin(["HOLD": "1", "T_A": "busy"], isKept: true)
                try busy.endContent()
                #expect(isTrue { responder.names.last == "busy" })
                try second.begin(["T_A": "second"], isKept: true)
                try second.endContent()
                let new = try GatewayConnection(to: responder.path)
                try new.begin(["T_A": "new"])
                try new.endContent()
                try first.begin(["T_A": "first"], isKept: true)
                try first.endContent()
                responder.release()
                #expect(try busy.answer().isComplete)
                // Speaks again at once, and has its turn after those that wait.
                try busy.begin(["T_A": "busy again"], isKept: true)
                try busy.endContent()
                #expect(try busy.answer().isComplete)
                #expect(responder.names.suffix(5) == ["busy", "second", "new", "first", "busy again"])
                #expect(try first.answer().isComplete)
                #expect(try second.answer().isComplete)
                #expect(try new.answer().isComplete)
            }
        }
        #expect(responder.stop())
    }

    @Test func `a burst of new connections is served in turn with kept ones, not one after all of them`() throws {
        let responder = try SampleResponder(threads: 1)
        do {
            let busy = try GatewayConnection(to: responder.path)
            let first = try GatewayConnection(to: responder.path)
            let second = try GatewayConnection(to: responder.path)
            let third = try GatewayConnection(to: responder.path)
            #expect(try third.request(isKept: true).isComplete)
            // Turns of kept connections: after two of them none is owed to arrivals.
            #expect(try first.request(isKept: true).isComplete)
            #expect(try second.request(isKept: true).isComplete)
            #expect(try third.request(isKept: true).isComplete)
            try busy.begin(["HOLD": "1", "T_A": "busy"], isKept: true)
            try busy.endContent()
            #expect(isTrue { responder.names.last == "busy" })
            let new = try GatewayConnection(to: responder.path)
            let newer = try GatewayConnection(to: responder.path)
            try send("new", on: new)
            try send("new", on: newer)
            try send("kept", on: first)
            try send("kept", on: second)
            try send("kept", on: third)
            responder.release()
            #expect(try busy.answer().isComplete)
            #expect(try third.answer().isComplete)
            #expect(try newer.answer().isComplete)
            #expect(responder.names.suffix(5) == ["new", "kept", "new", "kept", "kept"])
        }
        #expect(responder.stop())
    }

    private func send(_ name: String, on connection: borrowing GatewayConnection) throws {
        try connection.begin(["T_A": name], isKept: true)
        try connection.endContent()
    }

    @Test func `unread content is not read as the next request`() throws {
        let responder = try SampleResponder()
        do {
            let connection = try GatewayConnection(to: responder.path)
            for count in [0, 1, 9_000, 60_000] {
                let answer = try connection.request(
                    ["T_A": "\(count)", "LEAVE_CONTENT": "1"], content: content(count), isKept: true)
                #expect(answer.text == "\(count)\n-\n0 0\n")
                #expect(answer.isComplete)
            }
            // More than that is not read on: the answer is whole, and the connection ends.
            let answer = try connection.request(["LEAVE_CONTENT": "1"], content: content(100_000), isKept: true)
            #expect(answer.isComplete)
            #expect(try connection.isEnded())
        }
        #expect(responder.stop())
    }

    @Test(arguments: [10, 500_000])
    func `an abandoned response ends its connection without an end of the request, and no other`(bytes: Int) throws {
        let responder = try SampleResponder()
        do {
            let other = try GatewayConnection(to: responder.path)
            #expect(try other.request(isKept: true).isComplete)
            let broken = try GatewayConnection(to: responder.path)
            #expect(try broken.request(isKept: true).isComplete)
            #expect(try !broken.request(["REPLY_BYTES": "\(bytes)", "ABANDON": "1"], isKept: true).isComplete)
            #expect(try broken.isEnded())
            #expect(try other.request(["T_A": "next"], isKept: true).text == "next\n-\n0 0\n")
        }
        #expect(responder.stop())
    }

    @Test func `connections that the gateway closes, at rest or amid a request, hold nothing`() throws {
        let responder = try SampleResponder()
        for number in 0..<30 {
            let connection = try GatewayConnection(to: responder.path)
            #expect(try connection.request(["T_A": "\(number)"], isKept: true).isComplete)
            if number % 3 == 1 { try connection.begin(["T_A": "cut"], isKept: true) }
            if number % 3 == 2 { try connection.raw([1, 1, 0, 1, 0]) }
        }
        #expect(isTrue { responder.parked == 0 })
        #expect(try GatewayConnection(to: responder.path).request(["T_A": "next"]).text == "next\n-\n0 0\n")
        #expect(responder.stop())
    }

    @Test func `half a record holds up one thread and no other`() throws {
        let responder = try SampleResponder(threads: 2)
        do {
            let half = try GatewayConnection(to: responder.path)
            #expect(try half.request(isKept: true).isComplete)
            try half.raw([1, 1, 0, 1])
            for number in 0..<10 {
                #expect(
                    try GatewayConnection(to: responder.path).request(["T_A": "\(number)"], isKept: true).isComplete)
            }
            try half.raw([0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])
            try half.raw([1, 4, 0, 1, 0, 0, 0, 0])
            try half.endContent()
            #expect(try half.answer().isComplete)
        }
        #expect(responder.stop())
    }

    @Test func `at a stop what is in hand or has arrived is answered, and every kept connection ends`() throws {
        let responder = try SampleResponder()
        do {
            let idle = try GatewayConnection(to: responder.path)
            #expect(try idle.request(isKept: true).isComplete)
            let arrived = try GatewayConnection(to: responder.path)
            #expect(try arrived.request(isKept: true).isComplete)
            let inHand = try GatewayConnection(to: responder.path)
            try inHand.begin(["HOLD": "1", "T_A": "in hand"], isKept: true)
            try inHand.endContent()
            #expect(isTrue { responder.taken == 3 })
            try arrived.begin(["T_A": "arrived"], isKept: true)
            try arrived.endContent()
            responder.stopSoon()
            #expect(isTrue { responder.isStopping })
            responder.release()
            #expect(try inHand.answer().text == "in hand\n-\n0 0\n")
            #expect(try inHand.isEnded())
            #expect(try arrived.answer().text == "arrived\n-\n0 0\n")
            #expect(try arrived.isEnded())
            #expect(try idle.isEnded())
        }
        #expect(responder.hasEnded())
    }

    @Test func `a connection in use at a stop ends with its next response`() throws {
        let responder = try SampleResponder(threads: 2)
        do {
            let connection = try GatewayConnection(to: responder.path)
            #expect(try connection.request(isKept: true).isComplete)
            responder.stopSoon()
            #expect(isTrue { responder.isStopping })
            #expect(try connection.request(["T_A": "last"], isKept: true).text == "last\n-\n0 0\n")
            #expect(try connection.isEnded())
        }
        #expect(responder.hasEnded())
    }
}
