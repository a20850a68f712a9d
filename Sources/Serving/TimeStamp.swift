import Posix

/// A time that a script records for the programs, which may not look at what it is about themselves: a file of the folder
/// `GUICHE_STAMPS_DIR` with the seconds since 1970.
package enum TimeStamp: String, CaseIterable, Sendable {
    /// When the certificate that nginx presents expires.
    case certificate
    /// When the last backup was completed.
    case backup

    /// The most bytes of a file.
    private static let fileBytes = 20

    /// Whole seconds since 1970; nil when nothing was recorded, or nothing that is a time.
    package func seconds(in folder: String?) -> Int? {
        // A file that is not there and one that is not for this user are the same: not known.
        guard let folder, let file = try? FileHandle.open(reading: "\(folder)/\(rawValue)"),
            let bytes = try? file.bytes(at: 0, count: Self.fileBytes + 1), bytes.count <= Self.fileBytes
        else { return nil }
        let digits = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// The name of its metric.
    var metric: String {
        switch self {
        case .certificate: "guiche_certificate_expiry_timestamp_seconds"
        case .backup: "guiche_backup_last_success_timestamp_seconds"
        }
    }

    /// What the metric shows, in one line.
    var help: String {
        switch self {
        case .certificate: "When the certificate that nginx presents expires."
        case .backup: "When the last backup was completed."
        }
    }
}
