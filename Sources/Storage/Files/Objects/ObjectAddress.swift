import Crypto
import Environment
import FoundationEssentials
import Values

/// The addresses of a bucket: of an object, of a list, and of an object for whoever has the address, for a while.
///
/// Source: AWS Signature Version 4 for S3, "Authenticating Requests: Using Query Parameters".
struct ObjectAddress: Sendable {
    private let store: ObjectStoreSettings

    /// The addresses of a bucket.
    init(_ store: ObjectStoreSettings) { self.store = store }

    /// The name of an object that a store knows by a path: below the prefix.
    func name(of path: String) -> String { store.prefix.isEmpty ? path : "\(store.prefix)/\(path)" }

    /// The path of an object's name; nil for one that is not below the prefix.
    func path(of name: String) -> String? {
        let beginning = self.name(of: "")
        return name.hasPrefix(beginning) ? String(name.dropFirst(beginning.count)) : nil
    }

    /// The part of an address after the host, encoded.
    func target(of path: String) -> String { "/\(store.bucket)/\(Self.encoded(name(of: path), keeping: "/"))" }

    /// The address of an object.
    func url(of path: String) -> String { "\(store.scheme)://\(store.host)\(target(of: path))" }

    /// The address of an object with a query.
    func url(of path: String, querying parameters: [(name: String, value: String)]) -> String {
        "\(url(of: path))?\(Self.query(parameters))"
    }

    /// The address of the bucket with a query.
    func url(querying parameters: [(name: String, value: String)]) -> String {
        "\(store.scheme)://\(store.host)/\(store.bucket)?\(Self.query(parameters))"
    }

    /// The part after the host of an address by which whoever has it fetches an object.
    ///
    /// - Parameters:
    ///   - seconds: how long it is valid.
    ///   - parameters: further ones, such as `response-content-type`.
    func presignedTarget(
        of path: String, seconds: Int, at now: Date, with parameters: [(name: String, value: String)] = []
    ) -> String {
        Self.presigned(target(of: path), on: store.host, by: store.keys, seconds: seconds, at: now, with: parameters)
    }

    /// A target with the query that lets whoever has it fetch what is there, on a host.
    static func presigned(
        _ target: String, on host: String, by keys: ObjectStoreSettings.Keys, seconds: Int, at now: Date,
        with parameters: [(name: String, value: String)] = []
    ) -> String {
        let moment = Instant.text(now).filter { $0 != "-" && $0 != ":" }
        let day = moment.prefix(8)
        let scope = "\(day)/\(keys.region)/s3/aws4_request"
        let query = Self.query(
            parameters + [
                ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"), ("X-Amz-Credential", "\(keys.accessKey)/\(scope)"),
                ("X-Amz-Date", moment), ("X-Amz-Expires", "\(seconds)"), ("X-Amz-SignedHeaders", "host"),
            ])
        let request = "GET\n\(target)\n\(query)\nhost:\(host)\n\nhost\nUNSIGNED-PAYLOAD"
        let text = "AWS4-HMAC-SHA256\n\(moment)\n\(scope)\n\(hexEncoded(sha256(request)))"
        var key = Array("AWS4\(keys.secretKey)".utf8)
        for piece in scope.split(separator: "/") { key = hmac(.sha256, key: key, message: Array(piece.utf8)) }
        let signature = hexEncoded(hmac(.sha256, key: key, message: Array(text.utf8)))
        return "\(target)?\(query)&X-Amz-Signature=\(signature)"
    }

    /// Parameters in the order and the notation of a signature.
    private static func query(_ parameters: [(name: String, value: String)]) -> String {
        parameters.map { (name: encoded($0.name), value: encoded($0.value)) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
            .map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    }

    /// A text with all but the unreserved characters percent-encoded.
    ///
    /// Source: `UriEncode` of the same document; RFC 3986 §2.3.
    static func encoded(_ text: String, keeping others: String = "") -> String {
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.append(byte)
            case _ where others.utf8.contains(byte): encoded.append(byte)
            default:
                encoded.append(UInt8(ascii: "%"))
                encoded += Array(hexEncoded([byte]).uppercased().utf8)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
