/// A format that a résumé may have. Name, declared type and content must agree.
package enum ResumeFormat: String, Sendable, CaseIterable {
    case pdf, doc, docx

    /// The only media type of the format, declared or sent.
    package var mediaType: String {
        switch self {
        case .pdf: "application/pdf"
        case .doc: "application/msword"
        case .docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        }
    }

    /// The ending of stored and sent file names, without the dot.
    package var fileExtension: String { rawValue }

    /// The format that a file's name and declared type claim.
    ///
    /// The name is the client's, not cleaned: what follows its last dot must be the extension, in ASCII letters of either case and
    /// nothing more. No declared type, and `application/octet-stream`, count as unknown.
    ///
    /// - Parameter mediaType: in lower case, without parameters.
    /// - Throws: `unknownExtension` or `typeDisagrees`.
    package init(filename: String, mediaType: String?) throws(ResumeFault) {
        guard let dot = filename.utf8.lastIndex(of: UInt8(ascii: ".")) else { throw .unknownExtension }
        let ending = filename.utf8[filename.utf8.index(after: dot)...].map {
            (0x41...0x5A).contains($0) ? $0 | 0x20 : $0
        }
        guard let format = Self(rawValue: String(decoding: ending, as: UTF8.self)) else { throw .unknownExtension }
        switch mediaType {
        case nil, "", "application/octet-stream", format.mediaType: self = format
        default: throw .typeDisagrees
        }
    }

    /// Checks that a file's bytes are of this format; holds at most 200 KiB at a time, whatever the file.
    ///
    /// - Throws: `empty`, `contentDisagrees`, `damaged`, `hasMacros` or `unpacksTooLarge`; what `content` throws.
    package func check(_ content: borrowing some RandomAccessBytes & ~Copyable) throws {
        guard try content.byteCount() > 0 else { throw ResumeFault.empty }
        switch self {
        case .pdf: try checkPDF(content)
        case .doc:
            let file = try CompoundFile(content)
            guard try file.hasStream("WordDocument", in: content) else { throw ResumeFault.contentDisagrees }
        case .docx:
            let directory = try ZipDirectory(content)
            guard directory.hasContentTypes, directory.hasDocument else { throw ResumeFault.contentDisagrees }
            guard !directory.hasMacros else { throw ResumeFault.hasMacros }
        }
    }

    /// Checks for `%PDF-1.x` or `%PDF-2.x`.
    ///
    /// Real files may have a byte order mark and blank lines first, and readers look through the first 1,024 bytes for the header. Nothing
    /// but those may precede it here: whatever else does is a second file type in front of a PDF. The end is not looked at; readers
    /// mend it.
    ///
    /// Source: ISO 32000-2 §7.5.2.
    private func checkPDF(_ content: borrowing some RandomAccessBytes & ~Copyable) throws {
        var start = try content.bytes(at: 0, count: 1_024)[...]
        if start.starts(with: [0xEF, 0xBB, 0xBF]) { start = start.dropFirst(3) }
        start = start.drop { [0x09, 0x0A, 0x0C, 0x0D, 0x20].contains($0) }
        guard start.starts(with: Array("%PDF-".utf8)) else { throw ResumeFault.contentDisagrees }
        let version = Array(start.dropFirst(5).prefix(3))
        guard version.count == 3, [UInt8(ascii: "1"), UInt8(ascii: "2")].contains(version[0]),
            version[1] == UInt8(ascii: "."),
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(version[2])
        else { throw ResumeFault.contentDisagrees }
    }
}
