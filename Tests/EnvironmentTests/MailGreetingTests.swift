import Testing

@testable import Environment

struct MailGreetingTests {
    @Test(arguments: [
        ("https://desk.example.com", "desk.example.com"), ("https://desk.example.com:8443/a?b", "desk.example.com"),
        ("https://desk.example.com.", "desk.example.com"), ("http://192.0.2.7:8080", "[192.0.2.7]"),
        ("http://[2001:db8::1]:8080/", "[IPv6:2001:db8::1]"), ("http://[::1]", "[IPv6:::1]"),
        ("https://user:word@desk.example.com/x", "desk.example.com"), ("http://localhost:8080", "[127.0.0.1]"),
        ("https://vm", "[127.0.0.1]"), ("https://desk_1.example.com", "[127.0.0.1]"),
        ("https://açaí.example", "[127.0.0.1]"),
        ("https://", "[127.0.0.1]"),
    ])
    func `a mail server is greeted by the host of PUBLIC_URL, or by an address where that has no full name`(
        url: String, greeting: String
    ) {
        #expect(MailGreeting(ofURL: url).text == greeting)
    }

    @Test(arguments: [
        ("mail.example.com", "mail.example.com"), ("Mail.Example.com.", "Mail.Example.com"),
        ("192.0.2.7", "[192.0.2.7]"),
        ("[192.0.2.7]", "[192.0.2.7]"), ("2001:db8::1", "[IPv6:2001:db8::1]"),
        ("[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"),
        ("1:2:3:4:5:6:7:8", "[IPv6:1:2:3:4:5:6:7:8]"), ("::ffff:192.0.2.7", "[IPv6:::ffff:192.0.2.7]"),
        ("::", "[IPv6:::]"),
        ("1:2:3:4:5:6:7::", "[IPv6:1:2:3:4:5:6:7::]"), ("xn--aa-hia2l.example", "xn--aa-hia2l.example"),
    ])
    func `a full name and an address are accepted as SMTP_HELO_NAME`(name: String, greeting: String) throws {
        let settings = try settings(name)
        #expect(settings.mail.greeting.text == greeting)
    }

    @Test(arguments: [
        "localhost", "vm", "mail..example.com", "-a.example.com", "a-.example.com", "mail example.com",
        "mail.example.com\r\nQUIT",
        "256.0.0.1", "1.2.3", "1:2:3", "1::2::3", "1:2:3:4:5:6:7:8:9", "1::2:3:4:5:6:7:8", "1.2.3.4::1", "g::1", "[",
        "ação.example",
        "[mail.example.com/]",
    ])
    func `any other value is refused at start`(name: String) {
        let error = #expect(throws: SettingsError.self) { try settings(name) }
        #expect(error?.faults.count == 1 && error?.description.hasPrefix("SMTP_HELO_NAME: must be") == true)
    }

    private func settings(_ name: String) throws(SettingsError) -> Settings {
        try Settings(["DATABASE_URL": "mariadb://a@localhost/a", "SMTP_HELO_NAME": name], for: .administering)
    }
}
