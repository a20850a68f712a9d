import Routing
import Values

/// Where uploaded files are kept.
///
/// Source: SPEC section 20, `FILE_STORE`.
package enum FileStoreSettings: Sendable, Equatable {
    /// A folder of this host, or one that hosts share.
    case folder(String)
    /// An object store that speaks S3.
    case objects(ObjectStoreSettings)

    /// Reads the text of a store, `folder:PATH` or `s3:https://ENDPOINT/BUCKET/PREFIX`.
    ///
    /// - Parameter keys: those of an object store.
    /// - Returns: nil for any other text.
    package init?(_ text: String, keys: ObjectStoreSettings.Keys) {
        if text.hasPrefix("folder:") {
            let path = String(text.dropFirst("folder:".count))
            guard !path.isEmpty else { return nil }
            self = .folder(path)
        } else if text.hasPrefix("s3:"), let store = ObjectStoreSettings(String(text.dropFirst("s3:".count)), keys) {
            self = .objects(store)
        } else {
            return nil
        }
    }
}

/// A bucket of an object store, and a prefix in it.
package struct ObjectStoreSettings: Sendable, Equatable {
    /// What signs requests.
    package struct Keys: Sendable, Equatable {
        /// The public key.
        package let accessKey: String
        /// The secret key.
        package let secretKey: String
        /// What signatures name; the bucket's own region.
        package let region: String

        /// Keys.
        package init(accessKey: String, secretKey: String, region: String) {
            self.accessKey = accessKey
            self.secretKey = secretKey
            self.region = region
        }
    }

    /// `https`, or `http` to this host.
    package let scheme: String
    /// The endpoint's name, with its port when that is not the scheme's own: what a request names as its `Host`.
    package let host: String
    /// The bucket.
    package let bucket: String
    /// What all names of files begin with, without a slash at its end; empty for nothing.
    package let prefix: String
    /// What signs requests.
    package let keys: Keys

    /// The address as it is set, without keys.
    package var text: String { "s3:\(scheme)://\(host)/\(bucket)\(prefix.isEmpty ? "" : "/\(prefix)")" }

    /// Why no files may be kept here, and what to do; nil when they may.
    ///
    /// nginx, which downloads are fetched by, compares a certificate with names alone.
    /// Source: `ngx_ssl_check_host` of nginx; the end of a host that is an IPv4 address, URL Standard §3.5.
    package var faultAsFileStore: String? {
        let label = host.prefix { $0 != ":" }.split(separator: ".").last ?? ""
        let isAddress = host.hasPrefix("[") || label.utf8.allSatisfy { 0x30...0x39 ~= $0 } || label.hasPrefix("0x")
        guard scheme == "https", isAddress else { return nil }
        return "the endpoint is an IP address, which nginx finds in no certificate, so files could be stored and not "
            + "downloaded: use a name that the certificate of the store has"
    }

    /// Reads `https://ENDPOINT/BUCKET/PREFIX`; nil for any other text. Bucket and prefix are of letters, digits and `-._`.
    init?(_ address: String, _ keys: Keys) {
        guard address.utf8.count <= 512, let colon = address.firstRange(of: "://") else { return nil }
        scheme = String(address[..<colon.lowerBound])
        let pieces = address[colon.upperBound...].split(separator: "/", omittingEmptySubsequences: false)
        guard pieces.count >= 2, let host = Self.host(String(pieces[0]), scheme) else { return nil }
        let names = pieces.dropFirst()
        guard names.allSatisfy(Self.isName), (3...63).contains(pieces[1].utf8.count) else { return nil }
        self.host = host
        bucket = String(pieces[1])
        prefix = names.dropFirst().joined(separator: "/")
        self.keys = keys
    }

    private static func host(_ text: String, _ scheme: String) -> String? {
        let isHost = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || "-.:[]".utf8.contains(byte)
        }
        let isBracketed = text.hasPrefix("[")
        let parts = text.split(separator: isBracketed ? "]" : ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard isHost, let name = parts.first, !name.isEmpty else { return nil }
        let rest = parts.count == 2 ? String(parts[1]) : ""
        let port = isBracketed ? String(rest.dropFirst()) : rest
        guard parts.count == (isBracketed || text.contains(":") ? 2 : 1),
            !isBracketed || rest.isEmpty || rest.hasPrefix(":")
        else { return nil }
        if !port.isEmpty {
            guard let number = Int(port), (1...65_535).contains(number) else { return nil }
        } else if text.hasSuffix(":") {
            return nil
        }
        switch scheme {
        case "https": return port == "443" ? String(text.dropLast(4)) : text
        case "http":
            guard ["127.0.0.1", "localhost", "[::1"].contains(String(name)) else { return nil }
            return port == "80" ? String(text.dropLast(3)) : text
        default: return nil
        }
    }

    private static func isName(_ text: Substring) -> Bool {
        !["", ".", ".."].contains(text) && !text.hasPrefix(".")
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
                    || "-._".utf8.contains(byte)
            }
    }
}

extension SettingsReader {
    /// `FILE_STORE` and its keys; `UPLOAD_DIR` where nothing else is set.
    mutating func fileStore() -> (store: FileStoreSettings, folder: String, keys: ObjectStoreSettings.Keys) {
        let folder = text("UPLOAD_DIR", default: "uploads/resumes")
        let accessKey = optionalText("S3_ACCESS_KEY_ID")
        let secretKey = optionalText("S3_SECRET_ACCESS_KEY")
        let region = text("S3_REGION", default: "us-east-1")
        let keys = ObjectStoreSettings.Keys(accessKey: accessKey ?? "", secretKey: secretKey ?? "", region: region)
        noteFaults(of: region, accessKey: accessKey, secretKey: secretKey)
        guard let text = optionalText("FILE_STORE") else { return (.folder(folder), folder, keys) }
        switch FileStoreSettings(text, keys: keys) {
        case .folder(let path): return (.folder(path), path, keys)
        case .objects(let store):
            if let fault = store.faultAsFileStore { note("FILE_STORE: \(fault)") }
            if accessKey == nil { note("S3_ACCESS_KEY_ID: is required with an object store in FILE_STORE") }
            if secretKey == nil { note("S3_SECRET_ACCESS_KEY: is required with an object store in FILE_STORE") }
            return (.objects(store), folder, keys)
        case nil:
            note(
                "FILE_STORE: must be folder:PATH or s3:https://ENDPOINT/BUCKET/PREFIX, of letters, digits and -._ "
                    + "(http only to this host)")
            return (.folder(folder), folder, keys)
        }
    }

    private mutating func noteFaults(of region: String, accessKey: String?, secretKey: String?) {
        let isPlain = { (text: String) in text.utf8.allSatisfy { 0x21...0x7E ~= $0 } }
        if let accessKey, !isPlain(accessKey) || accessKey.contains("/") {
            note("S3_ACCESS_KEY_ID: must be ASCII without blanks and slashes")
        }
        if let secretKey, !isPlain(secretKey) { note("S3_SECRET_ACCESS_KEY: must be ASCII without blanks") }
        let isRegion = region.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D }
        if !isRegion { note("S3_REGION: must be of small letters, digits and -, such as us-east-1") }
    }
}
