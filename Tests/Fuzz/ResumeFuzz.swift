// Compiled by scripts/fuzz together with the résumé checks of Sources/Leads, as one module; not a target of the package.

/// One input of the fuzzer: a file, checked as each format, and a file name, cleaned to a label.
///
/// Nothing may trap, no read may be larger than the checks promise or start outside the file, and a label must be harmless.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzResume(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    for format in ResumeFormat.allCases {
        let file = WatchedFile(bytes: input)
        do { try format.check(file) } catch is ResumeFault {} catch { fatalError("an error of another kind") }
        guard file.reads <= 4_200 else { fatalError("too many reads") }
    }
    let filename = String(decoding: input.prefix(600), as: UTF8.self)
    let label = ResumeLabel(filename: filename).text
    guard label.utf8.count <= ResumeLabel.maximumBytes,
        label.unicodeScalars.allSatisfy({ $0 != "/" && $0 != "\\" && $0.properties.generalCategory != .control })
    else { fatalError("a label is not clean") }
    if let claim = try? ResumeClaim(filename: filename, mediaType: nil) {
        let format = claim.format ?? .pdf
        let label = claim.label(as: format)
        guard label.utf8.count <= ResumeLabel.maximumBytes, label.lowercased().hasSuffix(".\(format.fileExtension)")
        else {
            fatalError("a label lost its ending")
        }
        if let format = try? claim.checkedFormat(of: WatchedFile(bytes: input)), claim.format ?? format != format {
            fatalError("name and content disagree")
        }
    }
    return 0
}

/// A file in memory that watches how it is read.
private final class WatchedFile: RandomAccessBytes {
    private let bytes: [UInt8]
    private(set) var reads = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    func byteCount() -> Int { bytes.count }
    func bytes(at offset: Int, count: Int) -> [UInt8] {
        reads += 1
        guard offset >= 0, count >= 0, count <= 131_072 else { fatalError("a read out of bounds") }
        return Array(bytes.dropFirst(offset).prefix(count))
    }
}
