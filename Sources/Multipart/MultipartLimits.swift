/// How much of each thing one form may hold. Text and structure over a limit are malformed; a file or body over its limit is
/// too large.
public struct MultipartLimits: Sendable, Equatable {
    /// Bytes of one file, at most.
    public var fileBytes: Int
    /// Bytes of the whole body, delimiters and headers included, at most.
    public var bodyBytes: Int
    /// Parts in one body, at most.
    public var parts = 64
    /// Parts that carry a file, at most. A file input left empty (`filename=""` and no data) is not counted.
    public var files = 1
    /// Parts with the same field name, at most.
    public var partsPerName = 1
    /// What begins the names of fields that may be given any number of times; nil for none.
    public var repeatedPrefix: String?
    /// Bytes of a field name, at most; every name is kept, to find repeated ones.
    public var nameBytes = 512
    /// Header fields of one part, at most.
    public var headerFields = 8
    /// Bytes of one part's header lines with their line breaks, the empty line left out, at most.
    public var headerBytes = 4_096
    /// Bytes before the first delimiter's line, at most.
    public var preambleBytes = 1_024
    /// Bytes after the closing delimiter's line, at most.
    public var epilogueBytes = 1_024
    /// Bytes of one text field's value, at most.
    public var textBytes = 16_384
    /// Bytes of all text values together, at most.
    public var totalTextBytes = 131_072

    /// The limits of a form whose file may have `fileBytes`; everything else in the body may take 256 KiB.
    public init(fileBytes: Int = 5_242_880) {
        self.fileBytes = fileBytes
        let (bodyBytes, overflow) = fileBytes.addingReportingOverflow(262_144)
        self.bodyBytes = overflow ? .max : bodyBytes
    }

    /// Whether a field may be given any number of times; one that is named `x[]` always may.
    func isRepeatable(_ name: String) -> Bool {
        name.hasSuffix("[]") || repeatedPrefix.map { name.hasPrefix($0) } ?? false
    }
}
