import FoundationEssentials
import Testing
import Values

private enum Sample {}

struct IdentifierTests {
    @Test func `is a UUID of version 7 that begins with the time`() throws {
        let id = Identifier<Sample>(at: Date(timeIntervalSince1970: 1_700_000_000.123))
        #expect(id.text.hasPrefix("018bcfe5-687b-7"))
        #expect("89ab".contains(try #require(id.text.dropFirst(19).first)))
        #expect(Identifier<Sample>(id.text) == id)
        #expect(id.bytes.count == 16)
    }

    @Test func `ids of one moment differ`() {
        let now = Date()
        #expect(Set((0..<1000).map { _ in Identifier<Sample>(at: now) }).count == 1000)
    }

    @Test(arguments: [
        "", "x", "018BCFE5-687B-7000-8000-000000000000", "018bcfe5687b70008000000000000000",
        "018bcfe5-687b-7000-8000-00000000000", "018bcfe5-687b-7000-8000-0000000000000",
        "018bcfe5-687b-7000-8000-00000000000g",
        "{18bcfe5-687b-7000-8000-000000000000", " 018bcfe5-687b-7000-8000-000000000000",
    ])
    func `any other text is no id`(text: String) {
        #expect(Identifier<Sample>(text) == nil)
    }
}
