/// Why a file is not accepted as a résumé.
public enum ResumeFault: Error, Sendable, Equatable {
    /// It has no bytes.
    case empty
    /// Its name does not end in `.pdf`, `.doc` or `.docx`.
    case unknownExtension
    /// The media type that the client declares is not the one of its name.
    case typeDisagrees
    /// Its bytes are not of the format of its name.
    case contentDisagrees
    /// Its first bytes are right, but its structure is invalid.
    case damaged
    /// It is a document with macros.
    case hasMacros
    /// It claims to unpack to more than `ZipDirectory.maximumUnpackedBytes`.
    case unpacksTooLarge
}
