/// Takes the parts of a form as they arrive, in the order of the body.
///
/// Any of these may throw to stop early (no such field, disk full); the parser passes that error on unchanged and reads nothing
/// more. When the parser itself refuses the body, a file that has begun never ends: throw away what was written.
public protocol PartSink: ~Copyable {
    /// A text field, whole: `text` is valid UTF-8 and within the limits.
    mutating func text(_ text: String, of part: PartHeader) throws

    /// A file begins; `part.filename` is not `nil`, and `""` when no file was chosen.
    mutating func fileBegan(_ part: PartHeader) throws

    /// The next bytes of the file, at least one; they are borrowed, copy what must stay.
    mutating func fileBytes(_ bytes: Span<UInt8>) throws

    /// The file is complete.
    mutating func fileEnded() throws
}
