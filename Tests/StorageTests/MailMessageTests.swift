import FoundationEssentials
import Routing
import Testing
import Values

@testable import Storage

struct MailMessageTests {
    private static func message(_ change: (inout MailMessage) -> Void = { _ in }) -> MailMessage {
        var message = MailMessage(
            senderName: "Guichê", sender: "desk@example.com", recipient: "ana@example.com", subject: "Hello",
            messageID: "0190-1@example.com", date: Instant.read("2026-11-21T04:05:06Z") ?? .distantPast,
            language: .english, text: "Olá", html: "<p>Olá</p>")
        change(&message)
        return message
    }

    private static func text(_ message: MailMessage) throws -> String {
        String(decoding: try message.bytes(), as: UTF8.self)
    }

    @Test func `a mail has both forms and the fields that a machine's mail has`() throws {
        let text = try Self.text(Self.message { $0.replyTo = "prospect@example.org" })
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(
            lines == [
                "Date: Sat, 21 Nov 2026 04:05:06 +0000", "From: =?utf-8?B?R3VpY2jDqg==?= <desk@example.com>",
                "To: <ana@example.com>", "Reply-To: <prospect@example.org>", "Subject: Hello",
                "Message-ID: <0190-1@example.com>", "Auto-Submitted: auto-generated", "Content-Language: en",
                "MIME-Version: 1.0", "Content-Type: multipart/alternative; boundary=\"=_0190-1\"", "", "--=_0190-1",
                "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable", "",
                "Ol=C3=A1", "--=_0190-1", "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", "<p>Ol=C3=A1</p>", "--=_0190-1--", "",
            ])
    }

    @Test(arguments: ["\r\nBcc: all@example.com", "a\nb", "a\rb", "a\0b", "a\u{85}b", "a\u{2028}b"])
    func `a value that could be a field of its own is refused`(value: String) {
        let changes: [(inout MailMessage) -> Void] = [
            { $0.subject = value }, { $0.senderName = value }, { $0.sender = value }, { $0.recipient = value },
            { $0.replyTo = value }, { $0.messageID = value },
        ]
        for change in changes {
            #expect(throws: MailMessage.Fault.self) { try Self.message(change).bytes() }
        }
    }

    @Test func `no line is longer than 78 bytes, and all are ASCII`() throws {
        let long = String(repeating: "José 🙂 ", count: 300)
        let bytes = try Self.message {
            $0.subject = long
            $0.senderName = String(long.prefix(100))
            $0.text = long + "\n\n" + long
            $0.html = long
        }.bytes()
        #expect(bytes.allSatisfy { $0 < 0x7F })
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\r\n") {
            #expect(line.utf8.count <= 100 && !line.contains("\n") && !line.contains("\r"))
        }
    }

    @Test(arguments: [
        ("plain", "\"plain\""), (#"a "b" \c"#, #""a \"b\" \\c""#),
        ("=?utf-8?q?x?=", "=?utf-8?B?PT91dGYtOD9xP3g/PQ==?="),
    ])
    func `a display name stays one phrase`(name: String, written: String) throws {
        let text = try Self.text(Self.message { $0.senderName = name })
        #expect(text.contains("\r\nFrom: \(written) <desk@example.com>\r\n"))
    }

    @Test(arguments: [
        ("a b ", "a b=20"), ("a=b", "a=3Db"), ("x\r\ny", "x\r\ny"), ("x\ny", "x\r\ny"), ("x\ry", "x=0Dy"),
        (String(repeating: "x", count: 77), String(repeating: "x", count: 75) + "=\r\nxx"),
        (String(repeating: "x", count: 76), String(repeating: "x", count: 76)), ("", ""),
    ])
    func `text is quoted so that it arrives as it is`(text: String, quoted: String) {
        #expect(QuotedPrintable.encoded(text) == quoted)
    }

    @Test(arguments: [
        ("<b>\"&'", "&lt;b&gt;&quot;&amp;&#39;"), ("\"\u{301}<\u{301}", "&quot;\u{301}&lt;\u{301}"),
    ])
    func `no sign of HTML gets through, not even under an accent`(text: String, escaped: String) {
        #expect(Array(text.escapedForHTML.utf8) == Array(escaped.utf8))
    }
}
