import FoundationEssentials
import HTTP
import Values

/// A page of a list of a bucket.
///
/// Source: `ListBucketResult` of the S3 API, `ListObjectsV2`.
struct ObjectListing {
    /// The objects: the name, the length, and when the content was written, in whole seconds since 1970.
    private(set) var objects: [(name: String, bytes: Int, modifiedAtSeconds: Int)] = []
    /// What names begin with up to the delimiter.
    private(set) var commonPrefixes: [String] = []
    /// Where the next page goes on; nil after the last.
    let continuation: String?

    /// Reads a page.
    ///
    /// - Throws: `ObjectStoreFault.unreadable` for any other text.
    init(_ document: [UInt8]) throws(ObjectStoreFault) {
        let text = XMLText(document[...])
        guard let result = text.first("ListBucketResult") else { throw .unreadable("a list") }
        for element in result.all("Contents") {
            guard let name = element.first("Key")?.characters, let moment = element.first("LastModified")?.characters,
                let date = Instant.read(moment), let bytes = Int(element.first("Size")?.characters ?? "0")
            else { throw .unreadable("an entry of a list") }
            objects.append((name, bytes, Int(date.timeIntervalSince1970)))
        }
        commonPrefixes = result.all("CommonPrefixes").compactMap { $0.first("Prefix")?.characters }
        let isCut = result.first("IsTruncated").map { Array($0.content) == Array("true".utf8) } ?? false
        continuation = isCut ? result.first("NextContinuationToken")?.characters : nil
        if isCut, continuation == nil { throw .unreadable("the end of a list") }
    }
}

/// The content of an XML element whose children are found by their names. What the S3 API sends has neither sections of characters
/// nor an element within one of the same name.
///
/// Source: Extensible Markup Language 1.0, §2.4, §3.1, §4.6.
struct XMLText {
    /// The bytes between its tags.
    let content: ArraySlice<UInt8>

    init(_ content: ArraySlice<UInt8>) { self.content = content }

    /// The first element of a name.
    func first(_ name: String) -> XMLText? {
        var rest = content
        return Self.next(Array(name.utf8), in: &rest)
    }

    /// All elements of a name.
    func all(_ name: String) -> [XMLText] {
        var rest = content
        var found: [XMLText] = []
        let name = Array(name.utf8)
        while let element = Self.next(name, in: &rest) { found.append(element) }
        return found
    }

    /// The characters, without references to them.
    var characters: String? {
        var bytes: [UInt8] = []
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "&") else {
                bytes.append(byte)
                continue
            }
            guard let end = rest.prefix(10).firstIndex(of: UInt8(ascii: ";")),
                let scalar = Self.scalar(named: rest[..<end])
            else { return nil }
            bytes += Array(String(Character(scalar)).utf8)
            rest = rest[(end + 1)...]
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func scalar(named name: ArraySlice<UInt8>) -> Unicode.Scalar? {
        switch String(decoding: name, as: UTF8.self) {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        case let text where text.hasPrefix("#x"):
            return UInt32(text.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        case let text where text.hasPrefix("#"): return UInt32(text.dropFirst()).flatMap(Unicode.Scalar.init)
        default: return nil
        }
    }

    /// The next element of a name; `rest` begins after it.
    private static func next(_ name: [UInt8], in rest: inout ArraySlice<UInt8>) -> XMLText? {
        while let open = rest.firstIndex(of: UInt8(ascii: "<")) {
            guard let close = rest[open...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
            let tag = rest[(open + 1)..<close]
            rest = rest[(close + 1)...]
            guard tag.starts(with: name), tag.dropFirst(name.count).first.map({ $0 == 0x20 || $0 == 0x2F }) ?? true
            else {
                continue
            }
            if tag.last == UInt8(ascii: "/") { return XMLText([]) }
            guard let end = end(of: name, in: rest) else { return nil }
            let content = rest[..<end.before]
            rest = rest[end.after...]
            return XMLText(content)
        }
        return nil
    }

    /// Where the end tag of a name begins, and what follows it.
    private static func end(of name: [UInt8], in rest: ArraySlice<UInt8>) -> (before: Int, after: Int)? {
        var from = rest.startIndex
        while let open = rest[from...].firstIndex(of: UInt8(ascii: "<")) {
            guard let close = rest[open...].firstIndex(of: UInt8(ascii: ">")) else { return nil }
            let tag = rest[(open + 1)..<close]
            if tag.first == UInt8(ascii: "/"), tag.dropFirst().elementsEqual(name) { return (open, close + 1) }
            from = close + 1
        }
        return nil
    }
}
