import Testing

@testable import Leads

@Suite struct ProspectTextTests {
    @Test(arguments: [
        "http://x.example", "WWW.Evil.com", "evil.com", "ganhe 1.000 em evil.com.br", "user@host", "a/b", "evil。com",
        "ｅvil．com",
        "http:\u{2215}\u{2215}x", "x.é́y", "mailto:x", "1.2.33", "\\\\host\\share", "пример.рф",
    ])
    func `no address is in a mail to the prospect`(text: String) {
        #expect(ProspectText.name(text) == nil)
        #expect(ProspectText.label("\(text).pdf") == nil)
    }

    @Test(arguments: [
        "Ana", "J. R. R. Tolkien", "J.R.R. Tolkien", "José \"Zé\"", "O'Neil-Smith", "Dr. Ana", "Ana Jr.", "4. Oktober",
        "", "...", "Ng, Mei",
    ])
    func `other names are`(text: String) {
        #expect(ProspectText.name(text) == text)
        #expect(ProspectText.label("\(text).docx") == "\(text).docx")
    }
}
