import Testing

@testable import Leads

@Suite struct SuspicionTests {
    @Test(arguments: [
        ("", "", nil), ("", "3", nil), ("", "86400", nil), ("", "soon", nil), ("", "-1", nil),
        ("", "2", "suspected program (sent at once)"), ("", "0", "suspected program (sent at once)"),
        ("x", "", "suspected program (hidden field)"), (" ", "60", "suspected program (hidden field)"),
    ])
    func `a filled trap and a form sent at once are suspected`(trap: String, seconds: String, mark: String?) {
        let suspicion = Suspicion(of: [("website", trap), ("form_seconds", seconds)])
        #expect(suspicion?.marking(nil) == mark)
    }

    @Test func `a form that says nothing of it is not`() {
        #expect(Suspicion(of: []) == nil)
    }

    @Test func `the mark stands before the source, within the length of the field`() throws {
        let suspicion = try #require(Suspicion(of: [("website", "x")]))
        #expect(suspicion.marking("ads") == "suspected program (hidden field): ads")
        let long = suspicion.marking(String(repeating: "é", count: 200))
        #expect(long.unicodeScalars.count == 200 && long.hasSuffix("é"))
    }
}
