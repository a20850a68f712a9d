/// Why a file is not taken as a résumé.
package enum ResumeFault: Error, Sendable, Equatable {
    /// It has no bytes.
    case empty
    /// Its name does not end in `.pdf`, `.doc` or `.docx`.
    case unknownExtension
    /// The media type that the client declares is not the one of its name.
    case typeDisagrees
    /// Its bytes are not of the format of its name.
    case contentDisagrees
    /// Its bytes begin as they should, but the structure behind does not hold.
    case damaged
    /// It is a document with macros.
    case hasMacros
    /// It claims to unpack to more than `ZipDirectory.maximumUnpackedBytes`.
    case unpacksTooLarge
}
