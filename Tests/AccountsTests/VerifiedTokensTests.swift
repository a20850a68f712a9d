import Foundation
import Frame
import Testing

@testable import Accounts

@Suite struct VerifiedTokensTests {
    /// A token whose text has a `K`.
    private static func token() -> String {
        for seconds in 3600... {
            let text = Sample.signer.sign(Sample.token(seconds: Double(seconds)))
            if text.utf8.contains(UInt8(ascii: "K")) { return text }
        }
        return ""
    }

    @Test func `a token with a Kelvin sign for its K is none, also where the right one is known`() throws {
        let text = Self.token()
        let forged = String(text.unicodeScalars.map { $0 == "K" ? "\u{212A}" as Character : Character($0) })
        #expect(forged.elementsEqual(text), "canonically they are one")
        let tokens = VerifiedTokens(Sample.signer)
        #expect(throws: TokenError.self) { try tokens.accessToken(forged, at: Sample.now) }
        _ = try tokens.accessToken(text, at: Sample.now)
        #expect(throws: TokenError.self) { try tokens.accessToken(forged, at: Sample.now) }
    }

    @Test func `a text that is too long for a token is not looked at`() {
        let tokens = VerifiedTokens(Sample.signer)
        #expect(throws: TokenError.tooLong) {
            try tokens.accessToken(String(repeating: "\u{301}\u{327}", count: 500_000), at: Sample.now)
        }
    }
}
