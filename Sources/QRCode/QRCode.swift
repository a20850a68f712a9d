internal import CPNG
internal import CQREncode

/// A QR code of some text.
///
/// Source: ISO/IEC 18004, error correction level M.
public struct QRCode: Sendable, Equatable {
    /// The most bytes of text that a code of this level holds.
    public static let textBytes = 2331
    /// Light modules around a code, on each side. Source: ISO/IEC 18004 §6.3.8.
    private static let quietZone = 4
    /// Pixels of a module's side.
    private static let scale = 6

    /// How many modules a side has.
    public let width: Int
    /// The modules row by row; true is dark.
    public let modules: [Bool]

    /// The code of a text; nil for one that is empty or too long.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard 1...Self.textBytes ~= bytes.count,
            let code = unsafe QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M)
        else { return nil }
        defer { unsafe QRcode_free(code) }
        let width = Int(unsafe code.pointee.width)
        // The lowest bit of a module says whether it is dark.
        let data = unsafe UnsafeBufferPointer(start: code.pointee.data, count: width * width)
        self.width = width
        modules = unsafe data.map { $0 & 1 == 1 }
    }

    /// The code as a PNG picture of black modules on white, its quiet zone included; nil when the library cannot make one.
    public func png() -> [UInt8]? {
        let side = (width + 2 * Self.quietZone) * Self.scale
        var pixels = [UInt8](repeating: 255, count: side * side)
        for (index, isDark) in modules.enumerated() where isDark {
            let top = (index / width + Self.quietZone) * Self.scale
            let left = (index % width + Self.quietZone) * Self.scale
            for row in top..<top + Self.scale {
                for column in left..<left + Self.scale { pixels[row * side + column] = 0 }
            }
        }
        // As much as pixels that do not compress would take.
        let room = pixels.count + pixels.count / 100 + side + 1024
        var isWritten = false
        let picture = unsafe [UInt8](unsafeUninitializedCapacity: room) { memory, count in
            var length = room
            isWritten = unsafe guiche_png_write_grey(pixels, UInt32(side), memory.baseAddress, &length) != 0
            count = isWritten ? length : 0
        }
        return isWritten ? picture : nil
    }
}
