import Testing

@testable import Transfer

struct MailTransferTests {
    @Test(arguments: [
        (MailServer(host: "mail.example.com", port: 587, protection: .starttls), "smtp://mail.example.com:587"),
        (MailServer(host: "mail.example.com", port: 465, protection: .implicit), "smtps://mail.example.com:465"),
        (MailServer(host: "::1", port: 25, protection: .none), "smtp://[::1]:25"),
    ])
    func `a server is addressed by its protection`(server: MailServer, url: String) {
        #expect(server.url == url)
    }

    @Test func `no server there is no fault of the mail's`() throws {
        let transfer = try MailTransfer(MailServer(host: "127.0.0.1", port: 1, protection: .none))
        let error = #expect(throws: TransferError.self) {
            try transfer.send(from: "a@example.com", to: "b@example.com", message: Array("x\r\n".utf8))
        }
        #expect(error?.kind == .unavailable)
    }

    @Test(arguments: [
        "", "a@example.com\r\nRCPT TO:<c@example.com>", "a b@example.com", "a@example.com>", "é@example.com",
    ])
    func `an address that would be another command is refused before it is sent`(address: String) throws {
        let transfer = try MailTransfer(MailServer(host: "127.0.0.1", port: 1, protection: .none))
        let error = #expect(throws: TransferError.self) {
            try transfer.send(from: "a@example.com", to: address, message: [])
        }
        #expect(error?.kind == .refused)
    }
}
