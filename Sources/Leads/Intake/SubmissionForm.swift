import Documents
import Frame
import HTTP
import Multipart
import Routing
import Storage

/// A public form as it streams in: its text fields, and the résumé on its way to its store.
struct SubmissionForm: PartSink {
    /// The text fields in the order they came.
    private(set) var fields: [(name: String, value: String)] = []
    /// The client's claims about the file under `resume`, or their fault; nil when no file was chosen.
    private(set) var claim: Result<ResumeClaim, ResumeFault>?
    /// The file itself; nil when its name or declared type is not one that we take.
    private(set) var file: IncomingFile?
    private let store: any FileStore
    private let expectedBytes: Int

    /// The field that the résumé comes in.
    static let resumeField = "resume"
    /// The field that says which language the form was read in.
    static let languageField = "language"
    /// The field that says which form it is.
    static let formField = "form"
    /// A field that people neither see nor reach.
    static let trapField = "website"
    /// How much of the content is in memory at a time, besides what the parser keeps; less than the 64 KiB from which on pools take
    /// memory from the system each time (scripts/lib/pool).
    private static let pieceBytes = 49_152

    /// Reads a form to its end.
    ///
    /// - Throws: `APIError` 400, 413 or 415 for a form that breaks a rule, `ContentError`, what the store throws.
    init(reading request: Request, into store: any FileStore, largestFileBytes: Int) throws {
        self.store = store
        expectedBytes = request.contentLength ?? 0
        do {
            var limits = MultipartLimits(fileBytes: largestFileBytes)
            limits.repeatedPrefix = CustomValues.prefix
            if let declared = request.contentLength, declared > limits.bodyBytes { throw APIError.payloadTooLarge }
            var parser = try MultipartParser(contentType: request[.contentType] ?? "", limits: limits)
            var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
            while true {
                let count = try request.exchange.readContent(into: &buffer)
                if count == 0 { break }
                try parser.consume(buffer.span.extracting(first: count), into: &self)
            }
            try parser.finish()
        } catch let error as MultipartError {
            throw APIError.answering(error)
        }
    }

    /// A form without a file.
    init(_ fields: [(name: String, value: String)], into store: any FileStore) {
        self.fields = fields
        self.store = store
        expectedBytes = 0
    }

    /// The language that the form was read in; nil when it does not say one of ours.
    var language: Language? {
        fields.first { $0.name == Self.languageField }.flatMap { Language(bytewise: $0.value) }
    }

    mutating func text(_ text: String, of part: PartHeader) {
        fields.append((part.name, text))
    }

    mutating func fileBegan(_ part: PartHeader) throws {
        // A file under another name is nothing we asked for, and one without a name was not chosen.
        guard part.name == Self.resumeField, part.filename != "" else { return }
        let ending: String?
        do throws(ResumeFault) {
            let claim = try ResumeClaim(filename: part.filename ?? "", mediaType: part.mediaType)
            self.claim = .success(claim)
            ending = claim.format?.fileExtension
        } catch {
            claim = .failure(error)
            return
        }
        file = try IncomingFile(in: store, fileExtension: ending, expectedBytes: expectedBytes)
    }

    mutating func fileBytes(_ bytes: Span<UInt8>) throws {
        try file?.write(bytes)
    }

    mutating func fileEnded() throws {
        try file?.end()
    }
}

extension APIError {
    /// The answer to a form that breaks a rule of multipart.
    static func answering(_ error: MultipartError) -> APIError {
        if error.isTooLarge { return .payloadTooLarge }
        if error.isUnsupportedMediaType { return .unsupportedMediaType }
        let rule = error.text
        return .malformed(
            Text(
                "The form is malformed: \(rule.english)", pt: "O formulário está malformado: \(rule.portuguese)"))
    }
}
