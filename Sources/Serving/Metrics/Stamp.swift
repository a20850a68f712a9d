import Posix

/// A number that a script records for the programs, which may not look at what it is about themselves: a file of the folder
/// `GUICHE_STAMPS_DIR` with digits. Times are seconds since 1970.
package enum Stamp: String, CaseIterable, Sendable {
    /// When the certificate that nginx presents expires.
    case certificate
    /// When the last backup was completed.
    case backup
    /// How many bytes it has.
    case backupBytes = "backup-bytes"
    /// When a backup was last restored on trial, and found whole.
    case drill

    /// The most bytes of a file.
    private static let fileBytes = 20

    /// The number; nil when none was recorded, or something that is no number.
    package func number(in folder: String?) -> Int? {
        // A file that is not there and one that is not for this user are the same: not known.
        guard let folder, let file = try? FileHandle.open(reading: "\(folder)/\(rawValue)"),
            let bytes = try? file.bytes(at: 0, count: Self.fileBytes + 1), bytes.count <= Self.fileBytes
        else { return nil }
        let digits = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes[...]
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self))
    }

    /// What `/metrics` has of it.
    package var metric: Metric {
        switch self {
        case .certificate:
            Metric(
                "guiche_certificate_expiry_timestamp_seconds",
                "When the certificate that nginx presents expires.", in: .seconds,
                limit: Limit(
                    "certificate", .sooner(than: 14 * 86_400), "it expires in {}",
                    remedy: "renew it, then nginx -s reload", absence: "when it expires is not recorded"))
        case .backup:
            Metric(
                "guiche_backup_last_success_timestamp_seconds", "When the last backup was completed.", in: .seconds,
                limit: Limit(
                    "backup", .older(than: 26 * 3600), "the last one is {} old",
                    remedy: "run scripts/backup, and read what the scheduled one wrote", absence: "none is recorded"))
        case .backupBytes: Metric("guiche_backup_size_bytes", "How large the last backup is.", in: .bytes)
        case .drill:
            Metric(
                "guiche_backup_last_drill_timestamp_seconds",
                "When a backup was last restored on trial and found whole.", in: .seconds,
                limit: Limit(
                    "restore drill", .older(than: 35 * 86_400), "the last one was {} ago",
                    remedy: "restore the newest one into another instance, then record it (scripts/README.md)",
                    absence: "no backup was ever restored on trial"))
        }
    }
}
