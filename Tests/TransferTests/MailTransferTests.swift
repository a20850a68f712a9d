import Testing

@testable import Transfer

struct MailTransferTests {
    @Test(arguments: [
        (
            MailServer(host: "mail.example.com", port: 587, protection: .starttls, reach: .anywhere),
            "smtp://mail.example.com:587"
        ),
        (
            MailServer(host: "mail.example.com", port: 465, protection: .implicit, reach: .anywhere),
            "smtps://mail.example.com:465"
        ),
        (MailServer(host: "::1", port: 25, protection: .none, reach: .anywhere), "smtp://[::1]:25"),
        (
            MailServer(host: "a.example", port: 25, protection: .none, greeting: "desk.example", reach: .anywhere),
            "smtp://a.example:25/desk.example"
        ),
        (
            MailServer(host: "a.example", port: 25, protection: .none, greeting: "[IPv6:::1]", reach: .anywhere),
            "smtp://a.example:25/%5BIPv6%3A%3A%3A1%5D"
        ),
    ])
    func `a server is addressed by its protection`(server: MailServer, url: String) {
        #expect(server.url == url)
    }

    @Test func `no server there is no fault of the mail's`() throws {
        let transfer = try MailTransfer(MailServer(host: "127.0.0.1", port: 1, protection: .none, reach: .anywhere))
        let error = #expect(throws: TransferError.self) {
            try transfer.send(from: "a@example.com", to: "b@example.com", message: Array("x\r\n".utf8))
        }
        #expect(error?.kind == .unavailable)
    }

    @Test(arguments: [
        "", "a@example.com\r\nRCPT TO:<c@example.com>", "a b@example.com", "a@example.com>", "é@example.com",
    ])
    func `an address that would be another command is refused before it is sent`(address: String) throws {
        let transfer = try MailTransfer(MailServer(host: "127.0.0.1", port: 1, protection: .none, reach: .anywhere))
        let error = #expect(throws: TransferError.self) {
            try transfer.send(from: "a@example.com", to: address, message: [])
        }
        #expect(error?.kind == .refused)
    }
}
