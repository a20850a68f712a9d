import Testing

@testable import Platform

@Suite struct EnvironmentFileTests {
    @Test(arguments: [
        ("", [:]), ("# a comment\n\n   \n", [:]), ("A=1", ["A": "1"]), ("A=1\r\nB=2\r\n", ["A": "1", "B": "2"]),
        ("export A=1", ["A": "1"]), ("A=", ["A": ""]), ("A = 1 ", ["A": "1"]), ("A=\"a b \"", ["A": "a b "]),
        ("A='x'", ["A": "x"]), ("A=\"", ["A": "\""]), ("A='x\"", ["A": "'x\""]), ("A=b=c", ["A": "b=c"]),
        ("A=1\nA=2", ["A": "2"]), ("A=1 # not a comment", ["A": "1 # not a comment"]), ("_A=1", ["_A": "1"]),
        ("A=mariadb://u:p@h/db?socket=/s", ["A": "mariadb://u:p@h/db?socket=/s"]), ("A=é", ["A": "é"]),
    ])
    func `reads names and values`(text: String, variables: [String: String]) throws {
        #expect(try EnvironmentFile.parse(text) == variables)
    }

    @Test func `names every line that is none, and shows none of them`() {
        let error = #expect(throws: SettingsError.self) {
            try EnvironmentFile.parse("A=1\nhunter2\n=x\n\n9A=1\nexport\n")
        }
        #expect(
            error?.faults == [2, 3, 5, 6].map { "environment file, line \($0): must be NAME=value" })
    }
}
