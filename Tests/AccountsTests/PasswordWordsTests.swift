import Foundation
import Frame
import Routing
import TestSupport
import Testing

@testable import Accounts

/// Texts of the dashboard and of mails state the rules of passwords.
@Suite struct PasswordWordsTests {
    @Test(arguments: Language.allCases)
    func `texts have the figures of the rules`(language: Language) throws {
        let texts = try SourceTree.text(of: "nginx/html/assets/app/js/i18n/\(language.rawValue).js")
        func figures(_ name: String) throws -> [Int] {
            let text = try #require(texts.firstMatch(of: Regex("'\(name)': '([^']*)'"))?.output[1].substring, "\(name)")
            return text.matches(of: /\d+/).compactMap { Int($0.0) }
        }
        let minutes = Int(PasswordReset.lifetime.components.seconds) / 60
        #expect(
            try figures("password.rule") == [PasswordPolicy.bytes.lowerBound, PasswordPolicy.anythingFromBytes])
        #expect(try figures("forgot.text") == [minutes])
        for ending in ["txt", "html"] {
            let mail = try SourceTree.text(of: "Sources/Accounts/Mails/\(language.rawValue)/password_reset.\(ending)")
            #expect(mail.matches(of: /(\d+) minut/).compactMap { Int($0.1) } == [minutes])
        }
    }
}
