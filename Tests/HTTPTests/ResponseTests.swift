import HTTP
import Testing

@Suite struct ResponseTests {
    private func header(_ response: Response) -> String { String(decoding: response.header, as: UTF8.self) }

    @Test func `its header has the status, the fields in order, and the length`() {
        var response = Response(.created, contentType: "application/json", bytes: Array("{}".utf8))
        response[.location] = "/leads/1"
        response.append(.vary, "Origin")
        response.append(.vary, "Accept")
        #expect(
            header(response) == """
                Status: 201 Created\r
                Content-Type: application/json\r
                Location: /leads/1\r
                Vary: Origin\r
                Vary: Accept\r
                Content-Length: 2\r
                \r

                """)
    }

    @Test func `setting a field replaces all of its name, nil removes them`() {
        var response = Response(.ok)
        response.append(.vary, "Origin")
        response.append(.vary, "Accept")
        response[.vary] = "Cookie"
        #expect(response.fields.map(\.value) == ["Cookie"])
        response[.vary] = nil
        #expect(response.fields.isEmpty)
        #expect(response[.vary] == nil)
    }

    @Test(arguments: ["a\r\nSet-Cookie: x=1", "a\nb", "a\rb", "a\0b", "a\u{7F}b", "\r\n\r\n<html>", "a\tb"])
    func `no value smuggles a line into the header`(value: String) {
        var response = Response(.ok)
        response[.location] = value
        let sent = response[.location] ?? ""
        #expect(sent.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
        #expect(header(response).split(separator: "\r\n").count == 3)
        #expect(header(response).contains("Location: \(sent)\r\n"))
    }

    @Test(arguments: Status.allCases)
    func `says its length but where there can be no content`(status: Status) {
        let text = header(Response(status))
        #expect(text.hasPrefix("Status: \(status.rawValue) \(status.reason)\r\n"))
        #expect(text.contains("Content-Length") == (status != .noContent && status != .notModified))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func `knows the length of its content`() {
        let contents: [(Response.Content, Int?)] = [
            (.none, 0), (.bytes([1, 2, 3]), 3), (.file(path: "/nowhere", bytes: 70_000), 70_000),
            (.stream { _ in }, nil),
        ]
        for (content, length) in contents {
            var response = Response(.ok)
            response.content = content
            #expect(response.contentBytes == length)
            #expect(header(response).contains("Content-Length:") == (length != nil))
            if let length { #expect(header(response).contains("Content-Length: \(length)\r\n")) }
        }
    }
}
