/// The formats of a picture that every browser shows, distinguished by their content alone.
///
/// A picture is walked from its first to its last byte, chunk by chunk; what follows its end makes it none. The walk is linear in its length
/// and allocates nothing.
///
/// Source: W3C PNG (third edition) §5; ITU-T T.81 annex B (JPEG); RFC 9649 §2 (WebP).
public enum PictureFormat: String, Sendable, CaseIterable {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case webp = "image/webp"

    /// The longest side, in pixels: a small file may describe a picture that fills the memory of whoever shows it.
    public static let longestSide = 4096

    /// The format of a whole picture of at least one pixel and at most ``longestSide`` on each side; nil for anything else.
    public init?(of bytes: [UInt8]) {
        for format in Self.allCases {
            guard let size = format.size(of: bytes) else { continue }
            let sides = 1...Self.longestSide
            guard sides.contains(size.width), sides.contains(size.height) else { return nil }
            self = format
            return
        }
        return nil
    }

    /// The media type.
    public var mediaType: String { rawValue }

    private typealias Size = (width: Int, height: Int)

    private func size(of bytes: [UInt8]) -> Size? {
        switch self {
        case .png: Self.pngSize(of: bytes)
        case .jpeg: Self.jpegSize(of: bytes)
        case .webp: Self.webpSize(of: bytes)
        }
    }

    private static func pngSize(of bytes: [UInt8]) -> Size? {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { return nil }
        var size: Size?
        var hasData = false
        var place = 8
        // Length, type, data, check sum.
        while place + 12 <= bytes.count {
            let length = number(bytes[place..<place + 4])
            let data = place + 8
            guard length <= bytes.count - data - 4 else { return nil }
            let type = bytes[place + 4..<data]
            if place == 8 {
                guard type.elementsEqual("IHDR".utf8), length == 13 else { return nil }
                size = (number(bytes[data..<data + 4]), number(bytes[data + 4..<data + 8]))
            }
            if type.elementsEqual("IDAT".utf8) { hasData = true }
            place = data + length + 4
            if type.elementsEqual("IEND".utf8) { return hasData && place == bytes.count ? size : nil }
        }
        return nil
    }

    private static func jpegSize(of bytes: [UInt8]) -> Size? {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var size: Size?
        var place = 2
        while place + 2 <= bytes.count {
            guard bytes[place] == 0xFF else { return nil }
            let marker = bytes[place + 1]
            switch marker {
            case 0xFF: place += 1  // A fill byte.
            case 0x01, 0xD0...0xD7: place += 2
            case 0xD9: return place + 2 == bytes.count ? size : nil
            default:
                guard place + 4 <= bytes.count else { return nil }
                let length = number(bytes[place + 2..<place + 4])
                guard length >= 2, length <= bytes.count - place - 2 else { return nil }
                if isFrame(marker) {
                    guard length >= 8 else { return nil }
                    size = (number(bytes[place + 7..<place + 9]), number(bytes[place + 5..<place + 7]))
                }
                place += 2 + length
                if marker == 0xDA { place = endOfScan(in: bytes, from: place) }
            }
        }
        return nil
    }

    /// Whether a marker begins a frame: SOF0 to SOF15 without DHT, JPG and DAC.
    private static func isFrame(_ marker: UInt8) -> Bool {
        (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker)
    }

    /// Where the next marker is after the data of a scan; restart markers belong to the data.
    private static func endOfScan(in bytes: [UInt8], from start: Int) -> Int {
        var place = start
        while place + 1 < bytes.count {
            if bytes[place] == 0xFF, bytes[place + 1] != 0, !(0xD0...0xD7).contains(bytes[place + 1]) { return place }
            place += 1
        }
        return bytes.count
    }

    private static func webpSize(of bytes: [UInt8]) -> Size? {
        guard bytes.count >= 20, bytes.starts(with: "RIFF".utf8), bytes[8..<12].elementsEqual("WEBP".utf8),
            littleNumber(bytes[4..<8]) == bytes.count - 8
        else { return nil }
        var size: Size?
        var hasData = false
        var place = 12
        while place + 8 <= bytes.count {
            let length = littleNumber(bytes[place + 4..<place + 8])
            let data = place + 8
            guard length <= bytes.count - data else { return nil }
            let chunk = bytes[data..<data + length]
            let type = bytes[place..<place + 4]
            if place == 12 { size = webpSize(type, chunk) }
            if ["VP8 ", "VP8L", "ANMF"].contains(where: { type.elementsEqual($0.utf8) }) { hasData = true }
            // A chunk of an odd length is followed by a byte.
            place = data + length + length % 2
        }
        return hasData && place == bytes.count ? size : nil
    }

    private static func webpSize(_ type: ArraySlice<UInt8>, _ chunk: ArraySlice<UInt8>) -> Size? {
        let start = chunk.startIndex
        guard chunk.count >= 10 else { return nil }
        if type.elementsEqual("VP8 ".utf8) {
            guard chunk[start + 3..<start + 6].elementsEqual([0x9D, 0x01, 0x2A]) else { return nil }
            return (
                littleNumber(chunk[start + 6..<start + 8]) & 0x3FFF,
                littleNumber(chunk[start + 8..<start + 10]) & 0x3FFF
            )
        }
        if type.elementsEqual("VP8L".utf8) {
            guard chunk[start] == 0x2F else { return nil }
            let bits = littleNumber(chunk[start + 1..<start + 5])
            return (bits & 0x3FFF + 1, bits >> 14 & 0x3FFF + 1)
        }
        guard type.elementsEqual("VP8X".utf8) else { return nil }
        return (littleNumber(chunk[start + 4..<start + 7]) + 1, littleNumber(chunk[start + 7..<start + 10]) + 1)
    }

    /// The number of up to four bytes, the highest first.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    /// The number of up to four bytes, the lowest first.
    private static func littleNumber(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
