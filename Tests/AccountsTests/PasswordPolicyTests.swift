import Accounts
import Frame
import Routing
import Testing

@Suite struct PasswordPolicyTests {
    let policy = PasswordPolicy()
    let nobody = PasswordPolicy.Owner(username: nil, email: nil)

    @Test(arguments: [
        "Corredor-7", "Abcdefg7x", "Ábc1defg", "senhas longas bastam", "just a long sentence", "Ünïcödé9",
        String(repeating: "ab1", count: 24), "😀😀😀😀", "日本語のパスワードです",
    ])
    func `takes mixed passwords of 8 bytes and any of 15 to 72`(password: String) {
        let isLong = password.utf8.count >= 15
        #expect(
            policy.faults(of: password, for: .init(username: "ada", email: "ada@example.com")).isEmpty
                || !isLong && !password.contains("7")
        )
        #expect(!isLong || policy.faults(of: password, for: nobody).isEmpty)
    }

    @Test(arguments: [
        "", "Abc1def", "abcdefg7x", "ABCDEFG7X", "Abcdefghi", "only lower", "Abcdefg7\u{0}x",
        String(repeating: "a", count: 73),
        String(repeating: "ã", count: 37),
    ])
    func `refuses what is too short, too plain, too long or holds a NUL`(password: String) {
        #expect(!policy.faults(of: password, for: nobody).isEmpty)
    }

    @Test(arguments: [
        "Password1", "PASSWORD1", "passWord123", "Senha123", "Mudar@123", "P@ssw0rd", "Qwerty123", "Flamengo10",
        "123456789012345", "passwordpassword", "CorrectHorseBatteryStaple",
    ])
    func `refuses common passwords in any case`(password: String) {
        #expect(
            policy.faults(of: password, for: nobody).contains(
                Fault("This password is too common.", pt: "Esta senha é comum demais.")))
    }

    @Test(arguments: ["Ada-Lovelace-1815", "ada-lovelace-1815", "ADA@analytical.example"])
    func `refuses the user's own name and address in any case`(password: String) {
        #expect(
            policy.faults(of: password, for: .init(username: "ada-lovelace-1815", email: "ada@analytical.example"))
                .count == 1)
    }

    @Test func `a block list of one's own replaces the shipped one`() {
        let own = PasswordPolicy(blockList: "Our Company's Motto\r\n\nCafé-da-Manhã-9\n")
        #expect(own.faults(of: "our company's motto", for: nobody).count == 1)
        #expect(own.faults(of: "Cafe\u{301}-da-Manhã-9", for: nobody).count == 1)
        #expect(own.faults(of: "passwordpassword", for: nobody).isEmpty)
    }

    @Test func `one password typed in two ways has the same bytes`() {
        #expect(PasswordPolicy.bytes(of: "e\u{301}") == PasswordPolicy.bytes(of: "\u{E9}"))
        #expect(PasswordPolicy.bytes(of: "\u{E9}") == [0xC3, 0xA9])
        // 36 two-byte letters in NFC, three bytes each when decomposed.
        #expect(policy.faults(of: String(repeating: "a\u{303}", count: 36), for: nobody).isEmpty)
    }

    @Test(arguments: [
        "ada-lovelace-1815", "ADA-Lovelace-1815", "countess-of-maths", "Countess-of-Maths@analytical.example",
    ])
    func `it is none of its owner's names: user name, address or the address's local part`(password: String) {
        let owner = PasswordPolicy.Owner(username: "ada-lovelace-1815", email: "countess-of-maths@analytical.example")
        #expect(policy.faults(of: password, for: owner).count == 1)
        #expect(policy.faults(of: password, for: nobody).isEmpty)
    }

    @Test func `one that fits in composed form is accepted in any form`() {
        // 7 bytes each, the most that one letter of 2 is written with.
        let letter = "\u{1FBE}\u{308}\u{301}"
        #expect(policy.faults(of: String(repeating: letter, count: 36), for: nobody).isEmpty)
        #expect(policy.faults(of: String(repeating: letter, count: 37), for: nobody).count == 1)
        #expect(PasswordPolicy.bytes(of: String(repeating: letter, count: 36)).count == 72)
    }

    @Test(arguments: ["a\u{301}\u{327}", "\u{301}\u{327}"])
    func `one that cannot fit is refused before it is composed, and no hash is made of it`(unit: String) {
        let password = String(repeating: unit, count: 250_000)
        #expect(
            policy.faults(of: password, for: nobody).map(\.text.english) == ["Must have at most 72 bytes in UTF-8."])
        #expect(PasswordPolicy.bytes(of: password).count > 72)
    }
}
