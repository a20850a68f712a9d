/// The address of the uploaded logo.
package enum OwnPicture {
    /// Where it is served.
    package static let address = "/logo"
    private static let query = "?v="
    private static let versionBytes = 1...64

    /// Whether a text is that address, with or without a version in hexadecimal digits.
    static func isAddress(_ text: String) -> Bool {
        guard text.hasPrefix(address) else { return false }
        let rest = text.utf8.dropFirst(address.utf8.count)
        if rest.isEmpty { return true }
        guard rest.starts(with: query.utf8) else { return false }
        let version = rest.dropFirst(query.utf8.count)
        return versionBytes.contains(version.count)
            && version.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
