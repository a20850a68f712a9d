import HTTP

/// The trash of a bucket: `.trash/<day>/<path>` below the prefix.
extension ObjectStore {
    private static let trash = ".trash/"

    static func trashed(_ path: String, on day: String) -> String { "\(trash)\(day)/\(path)" }

    /// The days that there is something of, the last one first.
    func days() throws -> [String] {
        var days: [String] = []
        try client.forEachPage(beginning: Self.trash, delimiter: "/") { page in
            for prefix in page.commonPrefixes {
                guard let path = client.address.path(of: prefix) else { continue }
                let day = String(path.dropFirst(Self.trash.count).dropLast())
                if FileTrash.isDay(day) { days.append(day) }
            }
        }
        return days.sorted(by: >)
    }

    /// Copies the object to its place in the trash, then removes it.
    package func moveToTrash(_ path: String, day: String) throws {
        _ = try client.move(path, to: Self.trashed(path, on: day))
    }

    /// Walks over the days.
    package func forEachInTrash(_ body: (_ day: String, _ path: String) throws -> Void) throws {
        for day in try days() {
            try client.forEachPage(beginning: Self.trashed("", on: day)) { page in
                for object in page.objects {
                    guard let path = path(of: object.name, on: day) else { continue }
                    try body(day, path)
                }
            }
        }
    }

    /// Fetches an object of a day.
    package func readTrashed(_ path: String, on day: String, _ body: (Span<UInt8>) throws -> Void) throws -> Bool {
        try client.get(Self.trashed(path, on: day), body)
    }

    /// Moves the newest back.
    package func restore(_ path: String) throws -> Bool {
        for day in try days() where try client.move(Self.trashed(path, on: day), to: path) { return true }
        return false
    }

    /// Removes all objects of a path.
    package func erase(_ path: String) throws {
        try remove(path)
        for day in try days() { try client.delete(Self.trashed(path, on: day)) }
    }

    /// Removes what days have, a page of names at a time.
    package func emptyTrash(before limit: String) throws -> Int {
        var removed = 0
        for day in try days() where day < limit {
            try client.forEachPage(beginning: Self.trashed("", on: day)) { page in
                for object in page.objects {
                    guard let path = client.address.path(of: object.name) else { continue }
                    try client.delete(path)
                    removed += 1
                }
            }
        }
        return removed
    }

    private func path(of name: String, on day: String) -> String? {
        client.address.path(of: name).map { String($0.dropFirst(Self.trashed("", on: day).count)) }
    }
}
