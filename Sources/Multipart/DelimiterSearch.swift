/// Finds the delimiter (CR LF, two hyphens, the boundary) in content that comes in pieces of any size.
///
/// It holds no byte of the content: CR occurs only at the start of the delimiter, so the end of a piece is always the first
/// `matched` bytes of the delimiter itself, and no second match can begin inside the first. For the same reason every byte is
/// compared at most twice, whatever the content. Within a piece it skips ahead by up to the delimiter's length
/// (Horspool, 1980).
struct DelimiterSearch {
    /// The state of the search.
    enum Step {
        /// Content, as a range of the piece.
        case content(Range<Int>)
        /// Content that looked like a delimiter, as a range of `delimiter`.
        case held(Range<Int>)
        /// The whole delimiter.
        case delimiter
        /// The end of the piece.
        case end
    }

    /// CR LF, two hyphens and the boundary; 5 to 74 bytes.
    let delimiter: [UInt8]
    /// How far to move when the byte under the delimiter's last one is this.
    private let skips: [UInt8]
    /// Bytes of the delimiter that the content so far ends with.
    private var matched = 0
    /// Bytes of these that are a line break before the content, not a part of it.
    private var borrowed = 0
    /// Whether the delimiter just found shares the line break before the content: there was no content at all.
    private(set) var foundAtBeginning = false

    /// Whether a whole delimiter has been read that `next` has not reported yet.
    var hasDelimiter: Bool { matched == delimiter.count }

    init(boundary: [UInt8]) {
        delimiter = Array("\r\n--".utf8) + boundary
        var skips = [UInt8](repeating: UInt8(delimiter.count), count: 256)
        for (offset, byte) in delimiter.dropLast().enumerated() {
            skips[Int(byte)] = UInt8(delimiter.count - 1 - offset)
        }
        self.skips = skips
    }

    /// Starts on content after a line break, so that a delimiter may come first.
    mutating func beginAfterLineBreak() {
        matched = 2
        borrowed = 2
    }

    /// The next step in `piece` from `index`, which moves over what the step covers.
    mutating func next(in piece: Span<UInt8>, from index: inout Int) -> Step {
        if matched == 0 {
            guard index < piece.count else { return .end }
            let start = index
            let (end, length) = find(in: piece, from: start)
            matched = length
            index = end + length
            if end > start { return .content(start..<end) }
        }
        while matched < delimiter.count, index < piece.count, piece[index] == delimiter[matched] {
            matched += 1
            index += 1
        }
        if matched < delimiter.count && index == piece.count { return .end }
        let held = borrowed..<matched
        foundAtBeginning = borrowed > 0
        borrowed = 0
        matched = 0
        if held.upperBound == delimiter.count { return .delimiter }
        return held.isEmpty ? next(in: piece, from: &index) : .held(held)
    }

    /// Where the first delimiter begins, or the first beginning of one that the piece cuts off, and how much of it is there.
    private func find(in piece: Span<UInt8>, from start: Int) -> (index: Int, length: Int) {
        let delimiter = delimiter.span
        let skips = skips.span
        let last = delimiter.count - 1
        let lastByte = delimiter[last]
        var index = start
        while index + last < piece.count {
            let byte = piece[index + last]
            if byte == lastByte, piece[index] == UInt8(ascii: "\r"), length(in: piece, at: index) == delimiter.count {
                return (index, delimiter.count)
            }
            index += Int(skips[Int(byte)])
        }
        while index < piece.count {
            if piece[index] == UInt8(ascii: "\r") {
                let length = length(in: piece, at: index)
                if index + length == piece.count { return (index, length) }
            }
            index += 1
        }
        return (piece.count, 0)
    }

    /// How many bytes of the delimiter match at `index`.
    private func length(in piece: Span<UInt8>, at index: Int) -> Int {
        let delimiter = delimiter.span
        var length = 0
        while length < delimiter.count, index + length < piece.count, piece[index + length] == delimiter[length] {
            length += 1
        }
        return length
    }
}
