import Routing
import TestSupport
import Testing
import Values

@Suite struct PageOfTests {
    private struct Plain: Shaped, Paged {
        static let shape = Shape<Plain>("Plain", [.integer("n", 0...) { _ in 1 }])
        static let pageForm = PageForm("PlainPage", of: "plains")
    }

    private struct Doubled: Shaped, Paged {
        static let shape = Shape<Doubled>("Doubled", [.integer("n", 0...) { _ in 1 }])
        static let pageForm = PageForm("DoubledPage", of: "doubled", repeatsNumber: true, isBounded: false)
    }

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONText.bytes(of: value), as: UTF8.self)
    }

    @Test func `a page has its items, their number, and where it is`() throws {
        let page = PageOf([Plain(), Plain()], total: 41, Page(number: 2, size: 20))
        #expect(
            try text(page) == #"{"plains":[{"n":1},{"n":1}],"total":41,"page":2,"per_page":20,"pages":3}"#)
        #expect(try PageOf<Plain>.schema.faults(of: page) == [])
        #expect(PageOf<Plain>.schema.name == "PlainPage")
    }

    @Test func `the number is repeated where front ends know it under another name`() throws {
        let page = PageOf<Doubled>([], total: 0, Page(number: 1, size: 100))
        #expect(
            try text(page) == #"{"doubled":[],"total":0,"page":1,"current_page":1,"per_page":100,"pages":0}"#)
        #expect(try PageOf<Doubled>.schema.faults(of: page) == [])
    }

    @Test(arguments: [(true, 2_147_483_647 as JSON?), (false, nil)])
    func `the document bounds the number of items where it says so`(isBounded: Bool, limit: JSON?) {
        let schema = isBounded ? PageOf<Plain>.schema : PageOf<Doubled>.schema
        for name in ["total", "pages"] { #expect(schema.definition["properties"]?[name]?["maximum"] == limit) }
    }
}
