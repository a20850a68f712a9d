import Documents
import Frame
package import HTTP
package import Routing
import Serving
import Storage

/// A résumé on its way to staff: sent by nginx, or by the program where no nginx is in front.
package struct ResumeDownload: Answer {
    let resume: Resume
    let store: any FileStore
    let isSentByServer: Bool

    private static let contentTypeOptions = FieldName("X-Content-Type-Options")

    /// A stored résumé on its way to the caller of a request.
    init(of resume: Resume, in context: Context) {
        self.resume = resume
        store = context.service.files
        isSentByServer = context.request.exchange.variable("GUICHE_ACCEL") == "1"
    }

    /// Any of the three formats.
    package static var contents: [(mediaType: String, schema: Schema)] {
        ResumeFormat.allCases.map { ($0.mediaType, .string(format: "binary")) }
    }

    /// The response that carries it.
    ///
    /// - Throws: `APIError.notFound` when the file is missing, what the store throws.
    package func response(_ status: Status) throws -> Response {
        guard let content = try store.content(of: resume.path, isSentByServer: isSentByServer) else {
            throw APIError.notFound
        }
        var response = Response(status)
        response.content = content
        switch content {
        case .internalRedirect: break  // The server adds the field.
        default: response[Self.contentTypeOptions] = "nosniff"
        }
        response[.contentType] = resume.contentType
        response[.contentDisposition] = ContentDisposition.attachment(named: resume.filename)
        response[.cacheControl] = "private, no-cache"
        return response
    }
}

/// How a browser is to treat content.
enum ContentDisposition {
    /// To be saved under a name: in ASCII for all, in UTF-8 for those that understand it.
    ///
    /// Source: RFC 6266 §4; `ext-value`, RFC 8187 §3.2.
    static func attachment(named name: String) -> String {
        let ascii = String(
            name.unicodeScalars.map { scalar in
                let isPlain = scalar.isASCII && scalar.value >= 0x20 && scalar.value != 0x7F
                return isPlain && !"\"\\%".unicodeScalars.contains(scalar) ? Character(scalar) : "_"
            })
        let encoded = name.utf8.map { byte in
            isAttributeCharacter(byte) ? String(UnicodeScalar(byte)) : "%" + hexPair(byte)
        }.joined()
        return "attachment; filename=\"\(ascii)\"; filename*=UTF-8''\(encoded)"
    }

    private static func isAttributeCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$&+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func hexPair(_ byte: UInt8) -> String {
        let hex = String(byte, radix: 16, uppercase: true)
        return byte < 16 ? "0\(hex)" : hex
    }
}
