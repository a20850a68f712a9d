import DomainTestSupport
import FoundationEssentials
import Routing
import Storage
import TestSupport
import Testing

@testable import Leads

@Suite struct MultipartErrorTextTests {
    private static func part(_ header: String, _ content: String = "x") -> String {
        "--b\r\n\(header)\r\n\r\n\(content)\r\n"
    }
    private static let name = "Content-Disposition: form-data; name=\"first_name\""

    private static let forms: [(type: String, body: [UInt8])] = [
        ("multipart/form-data", []), ("multipart/form-data; boundary=b; boundary=b", []),
        ("multipart/form-data; boundary=\"\"", []),
        ("b", []), ("b", Array("x".utf8)), ("b", Array(part(name).utf8)),
        ("b", Array((part(name) + part(name) + "--b--").utf8)),
        ("b", Array((part("X: y") + "--b--").utf8)), ("b", Array((part("Content-Disposition: inline") + "--b--").utf8)),
        ("b", Array((part("no colon") + "--b--").utf8)),
        ("b", Array((part("Content-Disposition: form-data") + "--b--").utf8)),
        ("b", Array((part(name + "\r\n folded: x") + "--b--").utf8)),
        ("b", Array((part(name + "\r\n" + name) + "--b--").utf8)),
        ("b", Array((part(name + "\r\nContent-Transfer-Encoding: base64") + "--b--").utf8)),
        ("b", Array("--b\r\n\(name)\r\n\r\nJos".utf8) + [0xE9] + Array("\r\n--b--".utf8)),
        ("b", Array((part(name, String(repeating: "x", count: 20_000)) + "--b--").utf8)),
        ("b", Array((part(name + "\r\nX: " + String(repeating: "x", count: 5_000)) + "--b--").utf8)),
        ("b", Array((0..<70).map { part("Content-Disposition: form-data; name=\"f\($0)\"") }.joined().utf8)),
        ("b", Array((part(name) + "--b--" + String(repeating: "x", count: 2_000)).utf8)),
    ]

    @Test(arguments: forms)
    func `a malformed form is answered in one language`(type: String, body: [UInt8]) throws {
        let folder = try ScratchFolder()
        try FolderStore(folder.file("resumes")).prepare()
        let desk = try SampleDesk(["UPLOAD_DIR": folder.file("resumes")])
        func message(_ language: String) throws -> String {
            let variables = [
                "REQUEST_METHOD": "POST", "REQUEST_URI": "/api/v1/leads", "CONTENT_LENGTH": "\(body.count)",
                "CONTENT_TYPE": type == "b" ? "multipart/form-data; boundary=b" : type,
                "HTTP_ACCEPT_LANGUAGE": language,
            ]
            let answer = try desk.send(SampleExchange(variables, content: body))
            #expect(answer.status == 400)
            guard case .string(let message)? = answer.content["error"]?["message"] else { throw CancellationError() }
            return message
        }
        let (english, portuguese) = (try message("en"), try message("pt-BR"))
        #expect(english.hasPrefix("The form is malformed: ") || english == "A field appears twice.")
        #expect(
            portuguese.hasPrefix("O formulário está malformado: ") || portuguese == "Um campo foi enviado duas vezes.")
        for word in [" the ", " is ", " has ", "The ", "A text", " not "] {
            #expect(!portuguese.contains(word), "\(portuguese)")
        }
    }
}
