/// A format that a résumé may have. Name, declared type and content must agree.
public enum ResumeFormat: String, Sendable, CaseIterable {
    case pdf, doc, docx

    /// The only media type of the format, declared or sent.
    public var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .doc: "application/msword"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        }
    }

    /// The ending of stored and sent file names, without the dot.
    public var fileExtension: String { rawValue }

    /// How many bytes identify the format of a file without a name.
    public static let headerBytes = 1_024

    /// The format of a name that ends in `.ending`, ASCII letters of either case; nil for any other ending.
    public init?(ending: some Sequence<UInt8>) {
        let lowercased = ending.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        guard let format = Self.allCases.first(where: { lowercased.elementsEqual($0.fileExtension.utf8) }) else {
            return nil
        }
        self = format
    }

    /// The format of a file that begins with these bytes, its first `headerBytes`; nil when it is none of the three.
    public init?(beginning start: [UInt8]) {
        if start.holds(CompoundFile.signature, at: 0) {
            self = .doc
        } else if start.holds(ZipDirectory.signature(3, 4), at: 0) {
            self = .docx
        } else if Self.isPDF(start) {
            self = .pdf
        } else {
            return nil
        }
    }

    /// Checks that a file's bytes are of this format; holds at most 200 KiB at a time, whatever the file.
    ///
    /// - Throws: `empty`, `contentDisagrees`, `damaged`, `hasMacros` or `unpacksTooLarge`; what `content` throws.
    public func check(_ content: borrowing some RandomAccessBytes & ~Copyable) throws {
        guard try content.byteCount() > 0 else { throw ResumeFault.empty }
        switch self {
        case .pdf:
            guard Self.isPDF(try content.bytes(at: 0, count: Self.headerBytes)) else {
                throw ResumeFault.contentDisagrees
            }
        case .doc:
            let file = try CompoundFile(content)
            guard try file.hasStream("WordDocument", in: content) else { throw ResumeFault.contentDisagrees }
        case .docx:
            let directory = try ZipDirectory(content)
            guard directory.hasContentTypes, directory.hasDocument else { throw ResumeFault.contentDisagrees }
            guard !directory.hasMacros else { throw ResumeFault.hasMacros }
        }
    }

    /// Whether a file that begins so is a PDF: `%PDF-1.x` or `%PDF-2.x`.
    ///
    /// Real files may have a byte order mark and blank lines first, and readers look through the first 1,024 bytes for the header. Nothing
    /// but those may precede it here: whatever else does is a second file type in front of a PDF. The end is not looked at; readers
    /// mend it.
    ///
    /// Source: ISO 32000-2 §7.5.2.
    private static func isPDF(_ bytes: [UInt8]) -> Bool {
        var start = bytes[...]
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        start = start.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }
        guard start.starts(with: Array("%PDF-".utf8)) else { return false }
        let version = Array(start.dropFirst(5).prefix(3))
        return version.count == 3 && [UInt8(ascii: "1"), UInt8(ascii: "2")].contains(version[0])
            && version[1] == UInt8(ascii: ".") && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(version[2])
    }
}
