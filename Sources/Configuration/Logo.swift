import Crypto
import Documents
import HTTP
import Routing
import StoredSettings

/// The logo that the business uploaded.
///
/// Source: SPEC section 21, `PUT, DELETE /api/v1/config/appearance/logo`.
struct Logo: Sendable {
    /// The most bytes of a logo.
    static let bytes = 262_144

    /// One of those in `PictureFormat`.
    let mediaType: String
    let content: [UInt8]
    /// The SHA-256 of the content.
    let digest: [UInt8]

    /// A logo as it is stored.
    init(mediaType: String, content: [UInt8], digest: [UInt8]) {
        self.mediaType = mediaType
        self.content = content
        self.digest = digest
    }

    /// The logo of some content; nil for content that is no picture.
    init?(_ content: [UInt8]) {
        guard let format = PictureFormat(of: content) else { return nil }
        self.init(mediaType: format.mediaType, content: content, digest: sha256(content))
    }

    /// The beginning of the digest, which names this logo among those that there were.
    private var version: String { String(hexEncoded(digest).prefix(16)) }

    /// Where pages find it: another address for each logo, so that browsers may keep it.
    var address: String { "\(OwnPicture.address)?v=\(version)" }

    /// Names its content.
    var eTag: EntityTag { EntityTag(version) }
}

/// The address of the logo for pages.
struct LogoAnswer: Encodable, Described {
    let logoURL: String

    private enum CodingKeys: String, CodingKey {
        case logoURL = "logo_url"
    }

    static let schema = Schema.object("Logo", [.required("logo_url", .string)])
}

/// The logo as browsers load it: a picture and nothing else.
struct LogoPicture: Answer {
    private let logo: Logo
    /// Whether the address names this very logo.
    private let isNamed: Bool

    /// A logo that was asked for under a version, or under none.
    init(_ logo: Logo, at version: String?) {
        self.logo = logo
        isNamed = version.map { logo.address == "\(OwnPicture.address)?v=\($0)" } ?? false
    }

    static let contents = PictureFormat.allCases.map {
        (mediaType: $0.mediaType, schema: Schema.string(format: "binary"))
    }

    func response(_ status: Status) -> Response {
        var response = Response(status, contentType: logo.mediaType, bytes: logo.content)
        response[.eTag] = logo.eTag.field
        response[.cacheControl] = isNamed ? "public, max-age=31536000, immutable" : "public, max-age=300"
        response[FieldName("X-Content-Type-Options")] = "nosniff"
        return response
    }
}
