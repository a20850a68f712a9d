import FoundationEssentials
import TestSupport
import Testing

@testable import Environment

@Suite struct EnvironmentFileTests {
    /// A file's content, and what a reader makes of it: settings, or one line per fault.
    private struct Case: Decodable {
        let text: String
        let encoding: String?
        let settings: [String: String]?
        let faults: [String]?

        var content: [UInt8] {
            encoding == nil ? Array(text.utf8) : text.unicodeScalars.map { UInt8(clamping: $0.value) }
        }
    }

    /// The cases that the shell's reader is tested with as well (`Tests/EndToEnd/operations/test_settings_files.py`).
    private static func cases() throws -> [Case] {
        let table = try SourceTree.text(of: "Tests/EndToEnd/settings-files.json")
        return try JSONDecoder().decode([Case].self, from: Data(table.utf8))
    }

    @Test func `reads names and values, and names every line with a fault`() throws {
        let cases = try Self.cases()
        #expect(cases.count > 20)
        for each in cases {
            do throws(SettingsError) {
                #expect(try EnvironmentFile.parse(each.content, named: "x.env") == each.settings, "\(each.text)")
            } catch {
                #expect(error.faults == each.faults?.map { "x.env, line \($0)" }, "\(each.text)")
                #expect(!error.description.contains("hunter2"))
            }
        }
    }
}
