import Documents
import TestSupport
import Testing

@Suite struct PictureFormatTests {
    private static func big(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    private static func little(_ number: Int, _ count: Int) -> [UInt8] { big(number, count).reversed() }

    private static func png(_ width: Int, _ height: Int) -> [UInt8] {
        func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
            var bytes = big(data.count, 4)
            bytes += type.utf8
            bytes += data
            return bytes + [0, 0, 0, 0]
        }
        var header = big(width, 4)
        header += big(height, 4)
        header += [8, 6, 0, 0, 0]
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        for (type, data) in [("IHDR", header), ("IDAT", [1, 2, 3]), ("IEND", [])] { bytes += chunk(type, data) }
        return bytes
    }

    private static func jpeg(_ width: Int, _ height: Int) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC2, 0, 11, 8]
        bytes += big(height, 2)
        bytes += big(width, 2)
        bytes += [1, 1, 0x11, 0, 0xFF, 0xDA, 0, 4, 1, 2, 5, 0xFF, 0, 6, 0xFF, 0xD3, 7, 0xFF, 0xD9]
        return bytes
    }

    private static func webp(_ chunks: [(String, [UInt8])]) -> [UInt8] {
        var body: [UInt8] = []
        for (type, data) in chunks {
            body += type.utf8
            body += little(data.count, 4)
            body += data
            if data.count % 2 == 1 { body.append(0) }
        }
        var bytes = Array("RIFF".utf8)
        bytes += little(body.count + 4, 4)
        bytes += "WEBP".utf8
        return bytes + body
    }

    private static func lossy(_ width: Int, _ height: Int) -> [UInt8] {
        var data: [UInt8] = [0, 0, 0, 0x9D, 0x01, 0x2A]
        data += little(width, 2)
        data += little(height, 2)
        return webp([("VP8 ", data + [1])])
    }

    private static func lossless(_ width: Int, _ height: Int) -> [UInt8] {
        var data: [UInt8] = [0x2F]
        data += little((height - 1) * 0x4000 + width - 1, 4)
        return webp([("VP8L", data + [0, 0, 0, 0, 0])])
    }

    private static func extended(_ width: Int, _ height: Int) -> [UInt8] {
        var canvas: [UInt8] = [0, 0, 0, 0]
        canvas += little(width - 1, 3)
        canvas += little(height - 1, 3)
        return webp([("VP8X", canvas), ("VP8L", [0x2F, 0, 0, 0, 0])])
    }

    private static let makers: [(PictureFormat, @Sendable (Int, Int) -> [UInt8])] = [
        (.png, { png($0, $1) }), (.jpeg, { jpeg($0, $1) }), (.webp, { lossy($0, $1) }), (.webp, { lossless($0, $1) }),
        (.webp, { extended($0, $1) }),
    ]

    @Test(arguments: makers.indices) func `a whole picture is known by its content`(index: Int) {
        let (format, make) = Self.makers[index]
        #expect(PictureFormat(of: make(1, 1)) == format)
        #expect(PictureFormat(of: make(4096, 4096)) == format)
        #expect(PictureFormat(of: make(4097, 1)) == nil && PictureFormat(of: make(1, 4097)) == nil)
    }

    @Test(arguments: makers.indices) func `a part of a picture, or one with something after it, is none`(index: Int) {
        let whole = Self.makers[index].1(3, 2)
        for count in 0..<whole.count { #expect(PictureFormat(of: Array(whole[..<count])) == nil, "\(count)") }
        #expect(PictureFormat(of: whole + [0]) == nil)
        #expect(PictureFormat(of: whole + Array("<script>".utf8)) == nil)
    }

    @Test(arguments: makers.indices) func `no bytes bring it down`(index: Int) {
        let whole = Self.makers[index].1(3, 2)
        var numbers = SeededNumbers(seed: UInt64(index) + 1)
        for _ in 0..<5_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            }
            _ = PictureFormat(of: bytes)
        }
    }

    @Test(arguments: ["", "GIF89a", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<html>", "RIFF0000WEBP"])
    func `other content is none`(text: String) { #expect(PictureFormat(of: Array(text.utf8)) == nil) }
}
