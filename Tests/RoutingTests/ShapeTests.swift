import Routing
import TestSupport
import Testing

@Suite struct ShapeTests {
    private enum Colour: String, CaseIterable, Sendable { case red, blue }

    private struct Part: Shaped {
        let count: Int
        static let shape = Shape<Part>("Part", [.integer("count", 0...) { $0.count }])
    }

    private struct Whole: Shaped {
        var note: String?
        var ratio = 0.25
        var mean: Double?
        static let shape = Shape<Whole>(
            "Whole",
            [
                .text("name") { _ in "a\"b" }, .optionalText("note") { $0.note },
                .choice("colour") { _ in Colour.blue },
                .number("ratio", .fraction) { $0.ratio }, .optionalNumber("mean") { $0.mean },
                .boolean("is_new") { _ in true }, .json("any", .anything) { _ in ["x": [1, nil]] },
                .one("part") { _ in Part(count: 1) }, .list("parts") { _ in [Part(count: 2), Part(count: 3)] },
            ])
    }

    private struct Envelope: Encodable { let whole: Whole }

    private static let rest =
        #""is_new":true,"any":{"x":[1,null]},"part":{"count":1},"parts":[{"count":2},{"count":3}]}"#

    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONText.bytes(of: value), as: UTF8.self)
    }

    @Test func `members are written in the order in which the shape states them`() throws {
        #expect(
            try text(Whole())
                == #"{"name":"a\"b","note":null,"colour":"blue","ratio":0.25,"mean":null,"# + Self.rest)
        #expect(
            try text(Whole(note: "n", ratio: 1, mean: 2.5))
                == #"{"name":"a\"b","note":"n","colour":"blue","ratio":1,"mean":2.5,"# + Self.rest)
    }

    @Test func `an answer with a shape is the same within another`() throws {
        #expect(try text(Envelope(whole: Whole())) == #"{"whole":"# + text(Whole()) + "}")
    }

    @Test(arguments: [nil, "n"] as [String?], [nil, 2.5] as [Double?])
    func `the schema is that of the members`(note: String?, mean: Double?) throws {
        let whole = Whole(note: note, mean: mean)
        #expect(try Whole.schema.faults(of: whole) == [])
        #expect(Whole.schema.name == "Whole" && Whole.schema.parts.contains { $0.name == "Part" })
    }
}
