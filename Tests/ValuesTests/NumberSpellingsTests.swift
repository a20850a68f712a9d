import Testing

@testable import Values

struct NumberSpellingsTests {
    @Test(arguments: NumberSpellings.areaCodes)
    func `a Brazilian mobile number is the same with and without its ninth digit, in every area`(area: Int) {
        for first in ["0", "1", "6", "7", "8", "9"] {
            let without = "55\(area)\(first)1234567"
            let with = "55\(area)9\(first)1234567"
            #expect(NumberSpellings(ofDigits: without).all == [with, without])
            #expect(NumberSpellings(ofDigits: with).all == [with, without])
        }
    }

    @Test func `there are 67 areas`() { #expect(NumberSpellings.areaCodes.count == 67) }

    @Test(arguments: [
        // Landlines, and mobile numbers that would be landlines without the ninth digit.
        "551121234567", "551134567890", "551145678901", "556155551234", "5511921234567", "5511951234567",
        // No area of Brazil.
        "552381234567", "5520981234567", "551081234567",
        // Too short, too long, of other countries.
        "55118123456", "55119812345678", "15551234567", "351912345678", "447911123456", "0011222333444", "",
        "BR.1349120865",
        "5212345678901234", "52155123456",
    ])
    func `any other number has one spelling`(digits: String) {
        #expect(NumberSpellings(ofDigits: digits).all == [digits])
    }

    @Test(arguments: [
        ("5215512345678", ["525512345678", "5215512345678"]), ("525512345678", ["525512345678", "5215512345678"]),
        ("5491123456789", ["541123456789", "5491123456789"]), ("541123456789", ["541123456789", "5491123456789"]),
    ])
    func `Mexico's 1 and Argentina's 9 make no other number`(digits: String, all: [String]) {
        #expect(NumberSpellings(ofDigits: digits).all == all)
    }
}
