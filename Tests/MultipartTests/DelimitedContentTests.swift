import Multipart
import Testing

@Suite struct DelimitedContentTests {
    /// Content in its delimiters' places `|`.
    private func cut(_ content: String, boundary: String, pieceBytes: Int) throws -> String {
        var delimited = try #require(DelimitedContent(contentType: "multipart/form-data; boundary=\(boundary)"))
        let bytes = Array(content.utf8)
        var cut: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieceBytes) {
            delimited.consume(bytes[start..<min(start + pieceBytes, bytes.count)].span) { content in
                for index in content.indices { cut.append(content[index]) }
            } delimiter: {
                cut.append(UInt8(ascii: "|"))
            }
        }
        return String(decoding: cut, as: UTF8.self)
    }

    @Test(arguments: 1...40)
    func `cuts the same parts whatever the boundary and wherever the content is split`(pieceBytes: Int) throws {
        for boundary in ["b", "----Boundary7MA4YWxk", "x-x-x"] {
            let content = "--\(boundary)\r\na: 1\r\n\r\none\r\n--\(boundary)\r\n\r\n\r\n--other\r\n--\(boundary)--\r\n"
            #expect(
                try cut(content, boundary: boundary, pieceBytes: pieceBytes)
                    == "|\r\na: 1\r\n\r\none|\r\n\r\n\r\n--other|--")
        }
    }

    @Test(arguments: ["application/json", "multipart/mixed; boundary=b", "multipart/form-data", ""])
    func `content of another type is not cut`(contentType: String) {
        #expect(DelimitedContent(contentType: contentType) == nil)
    }
}
