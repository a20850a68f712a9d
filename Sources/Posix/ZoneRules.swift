import Glibc

/// The system's rules of a named time zone, as glibc reads them from its zone files.
///
/// glibc keeps the rules of one zone at a time. A program has one business zone, set at its start; another one costs a reload.
///
/// Source: `tzset`, POSIX.1-2017; zone files, RFC 8536.
public struct ZoneRules: Sendable {
    private let name: String

    private static let folder = "/usr/share/zoneinfo"
    private static let loaded = Lock("")

    /// The rules of an IANA zone; nil when the system has no file of that name.
    public init?(named name: String) {
        let isName = !name.hasPrefix("/") && !name.split(separator: "/").contains("..")
        var magic: [UInt8] = []
        // A name without a readable zone file is no zone, whatever the reason.
        if isName, let file = try? FileHandle.open(reading: "\(Self.folder)/\(name)") {
            magic = (try? file.bytes(at: 0, count: 4)) ?? []
        }
        guard magic == Array("TZif".utf8) else { return nil }
        self.name = name
    }

    /// How many seconds the zone is ahead of UTC at an instant, given in seconds since 1970.
    public func offsetSeconds(at secondsSince1970: Int) -> Int {
        Self.loaded.withLock { loaded in
            if loaded != name {
                unsafe setenv("TZ", ":\(name)", 1)
                tzset()
                loaded = name
            }
            var instant = time_t(secondsSince1970)
            var local = unsafe tm()
            unsafe localtime_r(&instant, &local)
            return unsafe local.tm_gmtoff
        }
    }
}
