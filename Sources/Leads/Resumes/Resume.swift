import Crypto
import MariaDB
package import Routing

/// A résumé that was handed in: where its file is, and what it was called.
package struct Resume: Sendable, Equatable {
    /// The file below the upload folder: `<first two hex>/<uuid>.<ext>`.
    package let path: String
    /// The client's name of it; a label, never part of a path.
    package let filename: String
    /// The media type of its format.
    package let contentType: String
    /// The size of the file in bytes.
    package let bytes: Int
    /// The SHA-256 of the file.
    package let digest: [UInt8]

    /// A stored résumé.
    package init(path: String, filename: String, contentType: String, bytes: Int, digest: [UInt8]) {
        self.path = path
        self.filename = filename
        self.contentType = contentType
        self.bytes = bytes
        self.digest = digest
    }

    /// The résumé in the `resume_…` columns of a row; nil when they are null.
    init?(row: borrowing Row) throws(DatabaseError) {
        let path: String? = try row["resume_path"]
        let filename: String? = try row["resume_filename"]
        let contentType: String? = try row["resume_content_type"]
        let bytes: Int? = try row["resume_size"]
        let digest: [UInt8]? = try row["resume_sha256"]
        guard let path, let filename, let contentType, let bytes, let digest else { return nil }
        self.init(path: path, filename: filename, contentType: contentType, bytes: bytes, digest: digest)
    }
}

extension Resume: JSONWritable, Described {
    /// Writes what a client may know of the file.
    package func write(to object: inout JSONObjectWriter) {
        object.add("filename", filename)
        object.add("content_type", contentType)
        object.add("size", bytes)
        object.add("sha256", hexEncoded(digest))
    }

    /// The shape of SPEC section 5.
    package static let schema = Schema.object(
        "Resume",
        [
            .required("filename", .string), .required("content_type", .string),
            .required("size", .integer(1...1_073_741_824)),
            .required("sha256", .string(pattern: "^[0-9a-f]{64}$")),
        ])
}
