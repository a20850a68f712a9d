import FoundationEssentials
import Routing
import TestSupport
import Testing

@testable import Storage

struct MailTemplatesTests {
    private static let hello = MailKind("hello", Text("Hello", pt: "Olá"))

    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        for language in Language.allCases {
            try FileManager.default.createDirectory(
                atPath: folder.file(language.rawValue), withIntermediateDirectories: false)
            try write("Subject: Hi {{name}}\n\nDear {{name}},\nPhone: {{phone}}\n", language, "hello.txt")
            try write("<p>{{name}}</p>\n<p>{{phone}}</p>\n<hr>\n", language, "hello.html")
        }
    }

    private func write(_ text: String, _ language: Language, _ name: String) throws {
        try text.write(toFile: folder.file("\(language.rawValue)/\(name)"), atomically: true, encoding: .utf8)
    }

    private var templates: MailTemplates {
        get throws { try MailTemplates(folder: folder.path, kinds: [Self.hello]) }
    }

    @Test func `values replace their placeholders, escaped in HTML`() throws {
        let mail = try #require(
            try templates.render("hello", in: .english, with: ["name": "<b>A & B</b>", "phone": "+55"]))
        #expect(mail.subject == "Hi <b>A & B</b>")
        #expect(mail.text == "Dear <b>A & B</b>,\nPhone: +55\n")
        #expect(mail.html == "<p>&lt;b&gt;A &amp; B&lt;/b&gt;</p>\n<p>+55</p>\n<hr>\n")
    }

    @Test func `a line whose values are missing is left out, and a value is no template`() throws {
        let mail = try #require(try templates.render("hello", in: .brazilianPortuguese, with: ["name": "{{phone}}"]))
        #expect(mail.text == "Dear {{phone}},\n")
        #expect(mail.html == "<p>{{phone}}</p>\n<hr>\n")
        #expect(try templates.render("other", in: .english, with: [:]) == nil)
    }

    @Test func `text within a mark goes with its value, and its line stays`() throws {
        for language in Language.allCases {
            try write("Subject: Hi{{, name}}\n\nHello{{ name}}!\n{{phone}}\n", language, "hello.txt")
        }
        let named = try #require(try templates.render("hello", in: .english, with: ["name": "}}{{ x"]))
        #expect(named.subject == "Hi, }}{{ x" && named.text == "Hello }}{{ x!\n")
        let bare = try #require(try templates.render("hello", in: .english, with: [:]))
        #expect(bare.subject == "Hi" && bare.text == "Hello!\n")
    }

    @Test func `a line of a list is repeated for its rows, with the values of plain text in one column`() throws {
        for language in Language.allCases {
            try write(
                "Subject: Hi\n\nName:    {{name}}\n{{facts.label}}:        {{facts.value}}\n", language, "hello.txt")
            try write("<p><b>{{facts.label}}</b> {{facts.value}}</p>\n", language, "hello.html")
        }
        let list = MailList(
            "facts",
            [
                MailList.Row("phone", Text("Phone", pt: "Telefone")), MailList.Row("city", Text("R&D", pt: "P&D")),
                MailList.Row("role", Text("Position held", pt: "Cargo")),
            ])
        let templates = try MailTemplates(folder: folder.path, kinds: [Self.hello], lists: [list])
        let values = ["name": "Ada", "phone": "+55", "city": "<i>", "role": "{{name}}"]
        let english = try #require(templates.render("hello", in: .english, with: values))
        #expect(english.text == "Name:    Ada\nPhone:   +55\nR&D:     <i>\nPosition held: {{name}}\n")
        #expect(
            english.html
                == "<p><b>Phone</b> +55</p>\n<p><b>R&amp;D</b> &lt;i&gt;</p>\n<p><b>Position held</b> {{name}}</p>\n")
        let portuguese = try #require(templates.render("hello", in: .brazilianPortuguese, with: ["role": "x"]))
        #expect(portuguese.text == "Cargo:   x\n")
    }

    @Test func `a file that is missing or has no subject is named`() throws {
        #expect(throws: MailTemplates.Fault.self) {
            try MailTemplates(folder: folder.path, kinds: [MailKind("none", Text("", pt: ""))])
        }
        try write("Dear {{name}}", .english, "hello.txt")
        let fault = #expect(throws: MailTemplates.Fault.self) { try templates }
        #expect(fault?.description.contains("en/hello.txt") == true)
    }

    @Test(arguments: [(1, 5.0), (2, 10.0), (3, 20.0), (10, 2560.0), (11, 3600.0), (500, 3600.0), (0, 5.0)])
    func `pauses double up to an hour, a fifth more or less`(attempts: Int, seconds: Double) {
        #expect(OutboxPause.seconds(afterAttempts: attempts, jitter: 0) == seconds)
        #expect(OutboxPause.seconds(afterAttempts: attempts, jitter: -1) == seconds * 0.8)
        #expect(OutboxPause.seconds(afterAttempts: attempts, jitter: 1) == seconds * 1.2)
    }
}
