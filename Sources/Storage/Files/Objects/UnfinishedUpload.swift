import FoundationEssentials
import Values

/// An upload in parts that was begun and not completed.
///
/// Source: `ListMultipartUploadsResult` of the S3 API.
struct UnfinishedUpload: Equatable {
    let name: String
    let id: String
    let begunAtSeconds: Int

    /// Reads a list; a store has at most 1000 in it.
    ///
    /// - Throws: `ObjectStoreFault.unreadable` for any other text.
    static func all(in document: [UInt8]) throws(ObjectStoreFault) -> [UnfinishedUpload] {
        guard let result = XMLText(document[...]).first("ListMultipartUploadsResult") else {
            throw .unreadable("a list of uploads")
        }
        var found: [UnfinishedUpload] = []
        for upload in result.all("Upload") {
            guard let name = upload.first("Key")?.characters, let id = upload.first("UploadId")?.characters,
                let begun = upload.first("Initiated")?.characters.flatMap(Instant.read)
            else { throw .unreadable("an entry of a list of uploads") }
            found.append(UnfinishedUpload(name: name, id: id, begunAtSeconds: Int(begun.timeIntervalSince1970)))
        }
        return found
    }
}
