import Crypto
import Documents
import FoundationEssentials
import Frame
import HTTP
import Multipart
import Routing
import TestSupport
import Testing

@testable import Accounts
@testable import Leads
@testable import Messaging
@testable import Serving
@testable import Storage
@testable import Values

/// One door by which outside text comes in.
struct CostTarget: Sendable, CustomTestStringConvertible {
    let name: String
    let read: @Sendable ([UInt8]) -> Void
    var testDescription: String { name }

    init(_ name: String, _ read: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.read = read
    }

    /// A door for text.
    init(_ name: String, text read: @escaping @Sendable (String) -> Void) {
        self.init(name) { read(String(decoding: $0, as: UTF8.self)) }
    }

    static let all: [CostTarget] = json + heads + forms + values + pages
}

extension CostTarget {
    private static let json = [
        CostTarget("JSON") { _ = try? JSONText.parse($0) },
        CostTarget(
            "JSON as a member",
            text: { text in
                let value: JSON = ["name": .string(text), "list": [.string(text), nil]]
                _ = try? JSONText.parse(value.bytes) == value
            }),
        CostTarget(
            "JSON names",
            text: { text in
                let members = Members(
                    pieces(of: text).map { ($0, JSON.null) }, uniquingKeysWith: { $1 })
                _ = try? JSONText.parse(JSON.object(members).bytes) == .object(members)
            }),
        CostTarget("JSON of a request") { content in
            let input = reader(content, "application/json")
            _ = try? input.readJSON()
            readAll(input)
        },
    ]

    private static let heads = [
        CostTarget("path", text: { _ = router.match(.get, $0) }),
        CostTarget("path below a route", text: { _ = router.match(.get, "/api/v1/things/\($0)/parts") }),
        CostTarget(
            "query",
            text: { text in
                let input = InputReader(Request(SampleExchange(["REQUEST_URI": "/x?\(text)"])), segments: [:])
                _ = try? input.query(name)
                _ = try? input.queryAll(colour)
                _ = try? input.query(count)
            }),
        CostTarget("method", text: { _ = Request(SampleExchange(["REQUEST_METHOD": $0])).method }),
        CostTarget("Accept-Language", text: { _ = Language(accepting: $0) }),
        CostTarget("Content-Type", text: { _ = MediaType($0)?.isJSON }),
        CostTarget("Accept", text: { _ = MediaType.prefersHTML($0) }),
        CostTarget("If-Match", text: { _ = EntityTag("0123abc").isNamed(in: $0) }),
        CostTarget(
            "Idempotency-Key",
            text: { text in
                _ = try? IdempotencyKey(of: Request(SampleExchange(["HTTP_IDEMPOTENCY_KEY": text])))
            }),
        CostTarget(
            "Origin",
            text: { text in
                var response = Response(.noContent)
                CrossOrigin(allowing: ["https://example.com"]).apply(
                    to: &response, of: Request(SampleExchange(["HTTP_ORIGIN": text])))
            }),
        CostTarget(
            "token",
            text: { text in
                let tokens = VerifiedTokens(TokenSigner(.sha256, key: [UInt8](repeating: 7, count: 32)))
                _ = try? tokens.accessToken(text)
                _ = try? tokens.accessToken(text)
            }),
        CostTarget(
            "refresh token",
            text: { text in
                _ = try? TokenSigner(.sha256, key: [UInt8](repeating: 7, count: 32)).verify(text, as: .refresh)
            }),
    ]

    private static let forms = [
        CostTarget("form") { content in
            let input = reader(content, "application/x-www-form-urlencoded")
            _ = try? input.readJSONOrForm()
            readAll(input)
        },
        CostTarget(
            "form of many names",
            text: { text in
                let input = reader([], "application/json")
                _ = try? input.take(form: pieces(of: text).map { ($0, "") })
            }),
        CostTarget("multipart") { parse($0, "multipart/form-data; boundary=b") },
        CostTarget("multipart text") { body in
            parse(
                Array("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n".utf8) + body
                    + Array("\r\n--b--\r\n".utf8),
                "multipart/form-data; boundary=b")
        },
        CostTarget("multipart file") { body in
            parse(
                Array("--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\n".utf8) + body,
                "multipart/form-data; boundary=b")
        },
        CostTarget("multipart head") { head in
            parse(
                Array("--b\r\nContent-Disposition: form-data; name=\"".utf8) + head, "multipart/form-data; boundary=b")
        },
        CostTarget("boundary", text: { parse(Array("--b\r\n".utf8), "multipart/form-data; boundary=\($0)") }),
        CostTarget("file name", text: { _ = ResumeLabel(filename: $0).text }),
    ]

    private static let values = [
        CostTarget("e-mail", text: { _ = EmailAddress($0) }),
        CostTarget("phone", text: { _ = try? Rule<PhoneNumber>.phone.read(.text($0)) }),
        CostTarget("WhatsApp number", text: { _ = WhatsAppNumber($0) }),
        CostTarget("document", text: { _ = TaxDocument($0) }),
        CostTarget("money", text: { _ = try? Rule<Money>.money(.zero...(.largest)).read(.text($0)) }),
        CostTarget("instant", text: { _ = Instant.read($0) }),
        CostTarget("id", text: { _ = Lead.ID($0) }),
        CostTarget("line", text: { _ = try? Rule<String>.line(1...2_000_000).read(.text($0)) }),
        CostTarget("text", text: { _ = try? Rule<String>.text(1...2_000_000).read(.text($0)) }),
        CostTarget("boolean", text: { _ = try? Rule<Bool>.boolean.read(.text($0)) }),
        CostTarget("integer", text: { _ = try? Rule<Int>.integer(1...10).read(.text($0)) }),
        CostTarget(
            "name of a case", text: { _ = try? Rule<LeadStatus>.oneOf(aliases: LeadStatus.aliases).read(.text($0)) }),
        CostTarget("role", text: { _ = Role(named: $0) }),
        CostTarget("sign-in name", text: { _ = SignInName($0) }),
        CostTarget(
            "password",
            text: { text in
                _ = policy.faults(of: text, for: .init(username: "ada", email: "ada@example.com"))
                _ = PasswordPolicy.bytes(of: text)
            }),
        CostTarget("web addresses", text: { _ = WebAddresses.count(in: $0) }),
        CostTarget("blocked texts", text: { _ = BlockedTexts(["a", "b c", "d@example.com"]).entry(in: $0) }),
        CostTarget("disposable domains", text: { _ = DisposableDomains.entry(of: $0) }),
        CostTarget(
            "text of a fingerprint",
            text: { _ = SubmissionFingerprints(address: "", stamp: $0, from: Date(), freeTexts: [$0], key: [1]) }),
        CostTarget("proof", text: { _ = StampProof.isValid($0, for: $0, bits: 16) }),
        CostTarget("search", text: { _ = SearchQuery($0) }),
        CostTarget(
            "words of the score",
            text: { text in
                guard let clock = WallClock(zone: "UTC") else { return }
                var contact = LeadContact()
                contact[.message] = text
                let rule = ScoreRule("words", .detail(.message), .mentions(["a"]), 1)
                _ = LeadScore(
                    of: contact, resume: nil, status: .pending, createdAt: Date(timeIntervalSince1970: 0),
                    by: ScoreRules(rules: [rule]), clock: clock)
            }),
        CostTarget("query of a view", text: { _ = LeadListQuery.faults(of: $0) }),
        CostTarget("touch", text: { _ = Attribution(.text($0)) }),
        CostTarget(
            "touch of one value",
            text: { text in _ = Attribution(.json(["first": ["utm_source": .string(text)], "last": [text: "a"]])) }),
        CostTarget(
            "page of a form",
            text: { text in
                _ = Attribution(
                    ofPage: "https://a.example/\(text)", on: "a.example", at: Date(timeIntervalSince1970: 0))
            }),
        CostTarget(
            "text to be found by",
            text: { text in
                var words = SearchText()
                words.add(text)
                words.add(phone: text)
            }),
        CostTarget(
            "band",
            text: {
                _ = NumericRangeText.lowerBound(of: String(String.UnicodeScalarView($0.unicodeScalars.prefix(200))))
            }),
    ]

    private static let pages = [
        CostTarget(
            "form page",
            text: { text in
                let fields = (0..<15).map { (name: "f\($0 % 2 == 0 ? "irst" : "last")_name", value: text) }
                _ = FormPage(template: template, language: .english).text(
                    showing: .invalid(["first_name": [Fault.missing.text], "other": [Fault.missing.text]]),
                    values: fields)
            }),
        CostTarget("HTML", text: { _ = $0.escapedForHTML }),
        CostTarget(
            "CSV",
            text: { text in
                var record = CSVText()
                record.append(text)
            }),
        CostTarget("LIKE", text: { _ = $0.escapedForLike }),
        CostTarget("answer", text: { _ = try? JSONText.bytes(of: ["a": $0] as Members<String>) }),
    ]

    /// What is between commas.
    private static func pieces(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: ",")).map { String(Substring($0)) }
    }

    private static let policy = PasswordPolicy()

    private static let template = """
        <title>Form</title><!-- faults --><details></details>
        <label for="first_name">First</label><!-- fault: first_name --><input id="first_name" name="first_name" value="">
        <label for="last_name">Last</label><!-- fault: last_name --><input id="last_name" name="last_name" value="">
        """

    private enum Colour: String, CaseIterable { case red, green }

    private static let name = Field("name", Rule<String>.line(1...100), aliases: ["nome"])
    private static let count = Field("count", Rule<Int>.integer(1...9))
    private static let colour = Field("colour", Rule<Colour>.oneOf())
    private static let city = Field("home.city", Rule<String>.line(1...100))

    private static func readAll(_ input: InputReader) {
        _ = input.required(name)
        _ = input.required(count)
        _ = input.required(colour)
        _ = input.optional(city)
        _ = input.optional(Field("a", Rule<EmailAddress>.email))
        _ = input.change(Field("a", Rule<PhoneNumber>.phone))
        _ = input.optional(Field("a", Rule<Money>.money(.zero...(.largest))))
        _ = input.optional(Field("a", Rule<Int>.integer(1...9)))
        _ = try? input.check()
    }

    private static func reader(_ content: [UInt8], _ type: String) -> InputReader {
        InputReader(
            Request(SampleExchange(["CONTENT_TYPE": type], content: content)), segments: [:], contentBytes: .max)
    }

    private struct Sink: PartSink {
        mutating func text(_ text: String, of part: PartHeader) {}
        mutating func fileBegan(_ part: PartHeader) {}
        mutating func fileBytes(_ bytes: Span<UInt8>) {}
        mutating func fileEnded() {}
    }

    private static func parse(_ body: [UInt8], _ type: String) {
        var sink = Sink()
        guard var parser = try? MultipartParser(contentType: type, limits: MultipartLimits()) else { return }
        do {
            for start in stride(from: 0, to: body.count, by: 4096) {
                try parser.consume(body.span.extracting(start..<min(start + 4096, body.count)), into: &sink)
            }
            try parser.finish()
        } catch {
            // A refusal costs what it costs.
        }
    }

    private final class Nobody: RouteContext {
        enum Permission: String, Sendable { case none }
        let request: Request
        init(_ request: Request) { self.request = request }
        func admit(_ access: Access<Permission>) throws {}
    }

    private static let router = Router<Nobody>([
        RouteGroup(
            "things", bases: ["/api/v1", "/api"],
            ["/things", "/things/special", "/things/{id}", "/things/{id}/parts", "/{a}/{b}/{c}"].enumerated().map {
                number, target in
                Route(.get, target, "get\(number)", .toAnyone, "Gets.") { (_: NoInput, _: Nobody) in NoContent() }
            })
    ])
}
