import HTTP
import Testing

@Suite struct EntityTagTests {
    @Test(arguments: [
        ("\"7\"", true), ("W/\"7\"", true), ("\"6\", \"7\"", true), (" \"6\" ,\t\"7\" ", true), ("*", true),
        ("\"77\"", false), ("7", false), ("\"7", false), ("", false), (",,", false), ("w/\"7\"", false),
        ("W/\u{301}\"7\"", false),
    ])
    func `a condition names it, weakened by a server on the way or not`(condition: String, isNamed: Bool) {
        #expect(EntityTag("7").isNamed(in: condition) == isNamed)
    }

    @Test(arguments: [
        ("\"7-1\"", true), ("W/\"7-12\"", true), ("\"6-1\", \"7-1\"", true), ("*", true), ("\"17-1\"", false),
        ("\"7\"", false),
        ("7-1", false),
    ])
    func `a condition names any tag that begins so`(condition: String, isNamed: Bool) {
        #expect(EntityTag.isNamed(in: condition, beginning: "7-") == isNamed)
    }

    @Test func `a tag is sent with its quotes`() {
        #expect(EntityTag("7").field == "\"7\"")
        #expect(EntityTag(field: "\"7\"") == EntityTag("7"))
    }
}
