import Routing

/// What a check of `guichectl doctor` found.
struct Finding {
    /// How bad it is.
    enum Level: String {
        /// It is well.
        case ok
        /// Leads are accepted all the same.
        case warn
        /// Leads are refused or lost, or soon will be.
        case fail = "FAIL"
    }

    let check: String
    let level: Level
    /// What is so; nil when there is nothing more to say than that it is well.
    let detail: String?
    /// What to do.
    let remedy: String?

    /// A finding.
    init(_ check: String, _ level: Level, _ detail: String? = nil, remedy: String? = nil) {
        self.check = check
        self.level = level
        self.detail = detail
        self.remedy = remedy
    }

    /// Its line: what happened, then what to do.
    var line: String {
        let padding = String(repeating: " ", count: 5 - level.rawValue.utf8.count)
        let rest = detail.map { ": \($0)" } ?? ""
        // Causes are texts of programs, which may have several lines.
        let text = "\(check)\(rest)\(remedy.map { "; \($0)" } ?? "")"
        return "\(level.rawValue)\(padding)\(text.split(whereSeparator: \.isNewline).joined(separator: " "))\n"
    }

    /// The same for programs.
    var json: JSON {
        .object([
            "check": .string(check), "level": .string(level.rawValue.lowercased()),
            "detail": detail.map(JSON.string) ?? .null, "remedy": remedy.map(JSON.string) ?? .null,
        ])
    }
}
