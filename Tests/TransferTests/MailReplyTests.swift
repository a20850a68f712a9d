import Testing

@testable import Transfer

struct MailReplyTests {
    private func reply(_ lines: String...) -> MailReply {
        var reply = MailReply()
        for line in lines { reply.take(Array("\(line)\r\n".utf8)) }
        return reply
    }

    @Test func `the last reply is kept, all its lines in one`() {
        let said = reply("220 mail ESMTP", "250-mail", "250 SIZE", "550-5.1.1 No such user,", "550 5.1.1 see help")
        #expect(said.refusal(hiding: []) == "550 5.1.1 No such user, 5.1.1 see help")
    }

    @Test func `the farewell after a refusal does not take its place`() {
        #expect(
            reply("504 5.5.2 <vm>: Helo command rejected", "221 Bye").refusal(hiding: [])
                == "504 5.5.2 <vm>: Helo command rejected")
    }

    @Test(arguments: ["250 OK", "354 go ahead", "SSH-2.0-OpenSSH_9.2", "", "HTTP/1.1 400 Bad Request"])
    func `an outcome that is not a refusal has no text`(line: String) {
        #expect(reply(line).refusal(hiding: []) == nil)
    }

    @Test func `addresses are left out in any case, control characters too`() {
        let said = reply("550 <Ana@Example.COM>: \u{1B}[31muser unknown, from desk@example.com")
        #expect(
            said.refusal(hiding: ["ana@example.com", "desk@example.com", ""]) == "550 <...>: [31muser unknown, from ..."
        )
    }

    @Test func `a reply without an end is cut`() {
        var said = MailReply()
        for _ in 0..<100 { said.take(Array("550-\(String(repeating: "x", count: 900))\r\n".utf8)) }
        #expect(said.refusal(hiding: [])?.utf8.count ?? 0 < 520)
    }

    @Test(arguments: [
        ("504 5.5.2 <vm>: Helo command rejected: need fully-qualified hostname", true), ("550 Invalid EHLO name", true),
        ("501 HELO/EHLO argument syntactically invalid", true), ("550 heloisa: user unknown", false),
        ("550 no such user", false),
    ])
    func `a refusal of the greeting is known by its words`(line: String, isAboutGreeting: Bool) {
        #expect(reply(line).isAboutGreeting == isAboutGreeting)
    }
}
