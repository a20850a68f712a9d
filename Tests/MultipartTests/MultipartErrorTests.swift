import Multipart
import Testing

/// Each rule, and the error that its violation gives.
struct MultipartErrorTests {
    static let field = "Content-Disposition: form-data; name=\"a\""
    static let file = "Content-Disposition: form-data; name=\"f\"; filename=\"x\""

    @Test(arguments: [
        ("", MultipartError.notFormData),
        ("application/json", .notFormData),
        ("multipart/mixed; boundary=b", .notFormData),
        ("multipart/form-data-x; boundary=b", .notFormData),
        ("multipart/form-data", .missingBoundary),
        ("multipart/form-data; boundary*=utf-8''b", .missingBoundary),
        ("multipart/form-data; boundary=b; boundary=b", .repeatedBoundary),
        ("multipart/form-data; boundary=b; BOUNDARY=\"c\"", .repeatedBoundary),
        ("multipart/form-data; boundary=\"\"", .invalidBoundary),
        ("multipart/form-data; boundary=\"b \"", .invalidBoundary),
        ("multipart/form-data; boundary=\"b$\"", .invalidBoundary),
        ("multipart/form-data; boundary=" + String(repeating: "b", count: 71), .invalidBoundary),
        ("multipart/form-data; boundary=", .malformedContentType),
        ("multipart/form-data; boundary=b, multipart/form-data; boundary=c", .malformedContentType),
        ("multipart/form-data; boundary=\"b", .malformedContentType),
        ("multipart/form-data; boundary=b c", .malformedContentType),
        ("multipart/form-data boundary=b", .malformedContentType),
        ("multipart/form-data; boundary=b\r\nX: y", .malformedContentType),
        ("multipart/form-data; boundary=b; x=" + String(repeating: "y", count: 1_000), .malformedContentType),
    ])
    func `refuses a content type without one usable boundary`(contentType: String, error: MultipartError) {
        #expect(outcome(of: "--b--", contentType: contentType) == .failure(error))
    }

    @Test(arguments: [
        ("b", "multipart/form-data; boundary=b"),
        ("b", "  Multipart/Form-Data ;charset=utf-8;; Boundary=\"b\" ; "),
        ("----=_Part_1.2", "multipart/form-data; boundary=----=_Part_1.2"),
        ("a b", "multipart/form-data; boundary=\"a b\""),
        (String(repeating: "b", count: 70), "multipart/form-data; boundary=" + String(repeating: "b", count: 70)),
    ])
    func `takes every boundary that RFC 2046 allows`(boundary: String, contentType: String) {
        let text = "--\(boundary)\r\n\(Self.field)\r\n\r\nv\r\n--\(boundary)--"
        #expect(outcome(of: text, contentType: contentType) == .success([Part("a", "v")]))
    }

    @Test(arguments: [
        ("", MultipartError.missingDelimiter),
        ("text", .missingDelimiter),
        ("x--b--", .missingDelimiter),
        ("--b", .missingClosingDelimiter),
        ("--b\r\n", .missingClosingDelimiter),
        ("--b\r\n\(field)\r\n\r\nv", .missingClosingDelimiter),
        ("--b\r\n\(field)\r\n\r\nv\r\n", .missingClosingDelimiter),
        ("--b\r\n\(field)\r\n\r\nv\r\n--b\r\n", .missingClosingDelimiter),
        ("--b\r\n\(field)\r\n\r\nv\r\n--b-", .missingClosingDelimiter),
        ("--b \r\n\(field)\r\n\r\nv\r\n--b--", .malformedDelimiter),
        ("--b\n\(field)\r\n\r\nv\r\n--b--", .malformedDelimiter),
        ("--bb\r\n\(field)\r\n\r\nv\r\n--b--", .malformedDelimiter),
        ("--b\r\n\(field)\r\n\r\nv\r\n--b\rv\r\n--b--", .malformedDelimiter),
        ("--b\r\n\(field)\r\n\r\nv\r\n--b-v\r\n--b--", .malformedDelimiter),
        ("--b\r\n\(field)\r\n\r\n--b--", .malformedDelimiter),
        ("--b\r\n\(file)\r\n\r\n--b--", .malformedDelimiter),
        ("--b--x", .malformedDelimiter),
        ("--b--\r", .malformedDelimiter),
        ("--b-- \r\n", .malformedDelimiter),
        ("text\n--b\r\n\(field)\r\n\r\nv\r\n--b\r\n\(field)\r\n\r\nv\r\n--b--", .strayDelimiter),
        ("--b--\r\n--b\r\n\(field)\r\n\r\nv\r\n--b--", .strayDelimiter),
        ("text\r\n--b--", .preambleWithoutParts),
    ])
    func `refuses a delimiter that is missing or out of place`(body: String, error: MultipartError) {
        #expect(outcome(of: body) == .failure(error))
    }

    @Test(arguments: [
        ("X: y", MultipartError.missingDisposition),
        ("", .missingDisposition),
        ("\(field)\nX: y", .bareLineBreak),
        ("\(field)\rX: y", .bareLineBreak),
        ("\(field);\r\n x=y", .foldedHeaderField),
        (" \(field)", .foldedHeaderField),
        ("\t\(field)", .foldedHeaderField),
        ("\(field)\r\nno colon", .malformedHeaderField),
        ("\(field)\r\n: y", .malformedHeaderField),
        ("\(field)\r\nX : y", .malformedHeaderField),
        ("\(field)\r\nXé: y", .malformedHeaderField),
        ("\(field)\r\nX: \u{0}", .invalidHeaderValue),
        ("\(field)\r\nX: \u{7F}", .invalidHeaderValue),
        ("\(field)\r\n\(field)", .repeatedHeaderField),
        ("\(field)\r\nContent-Type: a/b\r\ncontent-type: a/b", .repeatedHeaderField),
        ("Content-Disposition: attachment; name=a", .malformedDisposition),
        ("Content-Disposition:", .malformedDisposition),
        ("Content-Disposition: form-data; name", .malformedDisposition),
        ("Content-Disposition: form-data; name=", .malformedDisposition),
        ("Content-Disposition: form-data; name= \"a\"", .malformedDisposition),
        ("Content-Disposition: form-data; name=\"a", .malformedDisposition),
        ("Content-Disposition: form-data; name=\"a\"b", .malformedDisposition),
        ("Content-Disposition: form-data, name=a", .malformedDisposition),
        ("Content-Disposition: form-data; name=a; Name=a", .repeatedParameter),
        ("Content-Disposition: form-data; name=a; filename=x; filename=y", .repeatedParameter),
        ("Content-Disposition: form-data", .missingName),
        ("Content-Disposition: form-data; name=\"\"", .missingName),
        ("Content-Disposition: form-data; name=\"\"; filename=x", .missingName),
        ("Content-Disposition: form-data; name*=utf-8''a", .missingName),
        ("Content-Disposition: form-data; name=\"a\tb\"", .invalidName),
        ("Content-Disposition: form-data; name=\"a\u{85}b\"", .invalidName),
        ("\(field)\r\nContent-Transfer-Encoding: base64", .unsupportedTransferEncoding),
        ("\(field)\r\nContent-Transfer-Encoding: ", .unsupportedTransferEncoding),
    ])
    func `refuses a malformed part header`(header: String, error: MultipartError) {
        #expect(outcome(of: body((header, "v"))) == .failure(error))
    }

    @Test func `refuses text and header values that are not UTF-8`() {
        let bytes = Array(body((Self.field, "é"))).flatMap { $0 == "é" ? [0xE9] : Array($0.utf8) }
        #expect(outcome(of: [bytes[...]]) == .failure(.invalidText))
        let header = Array(body(("\(Self.file)\r\nX: é", ""))).flatMap { $0 == "é" ? [0xC0, 0xAF] : Array($0.utf8) }
        #expect(outcome(of: [header[...]]) == .failure(.invalidHeaderValue))
    }

    @Test func `distinguishes too large, wrong type and malformed`() {
        #expect(MultipartError.fileTooLarge(limitBytes: 1).isTooLarge)
        #expect(MultipartError.bodyTooLarge(limitBytes: 1).isTooLarge)
        #expect(!MultipartError.textTooLong(limitBytes: 1).isTooLarge)
        #expect(MultipartError.notFormData.isUnsupportedMediaType)
        #expect(!MultipartError.missingBoundary.isUnsupportedMediaType)
    }
}
