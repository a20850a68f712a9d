import Environment
import Posix
import Storage

/// What is known without the database.
extension MetricSource {
    /// Less room than this is reported: files and the database grow while someone makes more.
    private static let roomBytes = 1_073_741_824.0

    package static let host = [build, uploads, state, stamps]

    private static let version = Metric(
        "guiche_build_info", "1; the version of the program is a label.", by: ["version"])
    private static let expectedSchema = Metric(
        "guiche_schema_expected_version", "The last migration that the program is built for.")
    private static let build = MetricSource("the program", [version, expectedSchema]) { _ in
        [
            version.sample(1, SharedState.version),
            expectedSchema.sample(Double(SchemaVersion.required)),
        ]
    }

    private static let uploadFree = Metric(
        "guiche_upload_free_bytes", "Room for uploaded files.", in: .bytes,
        limit: Limit(
            "room for uploads", .below(roomBytes), "only {} are free in UPLOAD_DIR",
            remedy: "make room; guichectl files trash lists removed files that still take some"))
    private static let uploadSize = Metric(
        "guiche_upload_size_bytes", "The size of the file system of uploaded files.", in: .bytes)
    private static let uploads = MetricSource("the uploads", [uploadFree, uploadSize]) { place in
        var samples: [Metric.Sample] = []
        if let free = try place.files.freeBytes() { samples.append(uploadFree.sample(Double(free))) }
        if let size = try place.files.sizeBytes() { samples.append(uploadSize.sample(Double(size))) }
        return samples
    }

    private static let stateFree = Metric(
        "guiche_state_free_bytes", "Room where backups and stamps are.", in: .bytes,
        limit: Limit(
            "room for state", .below(roomBytes), "only {} are free where backups are kept",
            remedy: "make room, or keep fewer backups there"))
    private static let stateSize = Metric(
        "guiche_state_size_bytes", "The size of the file system where backups and stamps are.", in: .bytes)
    private static let state = MetricSource("the folder of state", [stateFree, stateSize]) { place in
        guard let folder = place.settings.stampsFolder else { return [] }
        return [
            stateFree.sample(Double(try Folder.freeBytes(of: folder))),
            stateSize.sample(Double(try Folder.sizeBytes(of: folder))),
        ]
    }

    private static let stamps = MetricSource("what scripts record", Stamp.allCases.map(\.metric)) { place in
        Stamp.allCases.compactMap { stamp in
            stamp.number(in: place.settings.stampsFolder).map { stamp.metric.sample(Double($0)) }
        }
    }
}
