import Routing
import Testing

private struct Note: JSONWritable {
    let text: String?
    let number: Int?
    var part: [Note] = []
    var inner: [Note] = []

    func write(to object: inout JSONObjectWriter) {
        object.add("text", text)
        object.add("number", number)
        object.add("part", part.first)
        object.add("inner", inner)
    }
}

private struct Holder: Encodable {
    let note: Note
}

@Suite struct JSONObjectWriterTests {
    private func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONText.bytes(of: value), as: UTF8.self)
    }

    @Test func `members keep their order, and unknown values are null`() throws {
        let note = Note(
            text: "a", number: nil, part: [Note(text: nil, number: -1)], inner: [Note(text: "b", number: 2)])
        let expected =
            #"{"text":"a","number":null,"part":{"text":null,"number":-1,"part":null,"inner":[]},"#
            + #""inner":[{"text":"b","number":2,"part":null,"inner":[]}]}"#
        #expect(try text(note) == expected)
    }

    @Test(arguments: [
        "", "q\"b\\s/", "\n\r\t\u{0}\u{1F}\u{7F}", "Ação 🚀 \u{2028}", String(repeating: "é", count: 5000),
    ])
    func `a text reads back as it was`(_ written: String) throws {
        let json = try JSONText.parse(try JSONText.bytes(of: Note(text: written, number: .max)))
        #expect(json["text"] == .string(written))
        #expect(json["number"] == JSON(Int.max))
    }

    @Test func `within a value that goes through an encoder it is the same`() throws {
        let note = Note(text: "a\"b", number: 7, inner: [Note(text: nil, number: nil)])
        let json = try JSONText.parse(try JSONText.bytes(of: Holder(note: note)))
        #expect(try json["note"] == JSONText.parse(try JSONText.bytes(of: note)))
    }
}
