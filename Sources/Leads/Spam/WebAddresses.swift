/// The addresses of sites in a text: `http://…`, `https://…` or `www.…`, in any case.
///
/// Source: SPEC section 13, "Details".
enum WebAddresses {
    private static let schemes = [Array("http://".utf8), Array("https://".utf8)]
    private static let host = Array("www.".utf8)

    /// How many there are; linear in the text.
    static func count(in text: String) -> Int {
        let bytes = text.utf8.map { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0 ? $0 | 0x20 : $0 }
        var count = 0
        var index = 0
        while index < bytes.count {
            let rest = bytes[index...]
            var length = schemes.first { rest.starts(with: $0) }?.count ?? 0
            // `https://www.example.com` is one; `www.` within a word is none.
            let isWordStart = length > 0 || index == 0 || !isOfWord(bytes[index - 1])
            if isWordStart, rest.dropFirst(length).starts(with: host) { length += host.count }
            guard length > 0 else {
                index += 1
                continue
            }
            index += length
            if index < bytes.count, isOfWord(bytes[index]) { count += 1 }
        }
        return count
    }

    /// Letters, digits, and whatever is not ASCII.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte >= 0x80
    }
}
