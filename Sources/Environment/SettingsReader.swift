import MariaDB
import Routing
import Values

/// Reads variables by their rules and gathers every fault.
struct SettingsReader {
    private let variables: [String: String]
    private(set) var faults: [String] = []
    /// The variables that were read, set or not.
    private(set) var names: Set<String> = []

    init(_ variables: [String: String]) {
        self.variables = variables
    }

    /// Adds a fault: the variable and the rule.
    mutating func note(_ fault: String) { faults.append(fault) }

    /// The value with the blanks at its ends; nil when it is not set or only blanks.
    mutating func secretText(_ name: String) -> String? {
        names.insert(name)
        return variables[name].flatMap { $0.trimmed.isEmpty ? nil : $0 }
    }

    /// The value without the blanks at its ends; nil when it is not set or only blanks.
    mutating func optionalText(_ name: String) -> String? { secretText(name)?.trimmed }

    mutating func text(_ name: String, default fallback: String) -> String { optionalText(name) ?? fallback }

    mutating func list(_ name: String, default fallback: String) -> [String] {
        text(name, default: fallback).split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    mutating func choice<Value>(_ name: String, default fallback: Value) -> Value
    where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
        guard let text = optionalText(name) else { return fallback }
        if let value = Value(rawValue: text) { return value }
        faults.append("\(name): must be one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        return fallback
    }

    /// `LOG_LEVEL`, in any case; `warn` and `critical` are the names of other log libraries.
    mutating func logLevel() -> Log.Level {
        guard let text = optionalText("LOG_LEVEL")?.lowercased() else { return .info }
        if let level = Log.Level(rawValue: text) { return level }
        switch text {
        case "warn": return .warning
        case "critical": return .error
        default:
            faults.append("LOG_LEVEL: must be one of \(Log.Level.allCases.map(\.rawValue).joined(separator: ", "))")
            return .info
        }
    }

    mutating func integer(_ name: String, _ range: ClosedRange<Int>, default fallback: Int) -> Int {
        guard let text = optionalText(name) else { return fallback }
        if let number = Int(text), range.contains(number) { return number }
        faults.append("\(name): must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        return fallback
    }

    mutating func url(_ name: String, default fallback: String) -> String {
        let text = text(name, default: fallback)
        if !(text.hasPrefix("http://") || text.hasPrefix("https://")) || text.contains(" ") {
            faults.append("\(name): must be an http or https address")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    mutating func origins(default fallback: String) -> [String] {
        let origins = list("CORS_ORIGINS", default: fallback)
        let isEachAnOrigin = origins.allSatisfy { origin in
            let host = origin.split(separator: "://", maxSplits: 1).last ?? ""
            return (origin.hasPrefix("http://") || origin.hasPrefix("https://")) && !host.isEmpty && !host.contains("/")
        }
        if !isEachAnOrigin {
            faults.append(
                "CORS_ORIGINS: must be origins such as https://www.example.com, separated by commas; * is not one")
        }
        return origins
    }

    mutating func clock() -> WallClock? {
        let name = text("TIMEZONE", default: "America/Sao_Paulo")
        if let clock = WallClock(zone: name) { return clock }
        faults.append("TIMEZONE: must be the name of an IANA time zone")
        return nil
    }

    mutating func country() -> String {
        let letters = text("COUNTRY", default: "BR").uppercased()
        if NumberingPlan.of(letters) == nil {
            faults.append("COUNTRY: must be the two letters of a country, such as BR (ISO 3166-1)")
        }
        return letters
    }

    mutating func currency() -> String {
        let code = text("CURRENCY", default: "BRL")
        if code.utf8.count != 3 || !code.utf8.allSatisfy({ 0x41...0x5A ~= $0 }) {
            faults.append("CURRENCY: must be three capital letters of ISO 4217, such as BRL")
        }
        return code
    }

    mutating func database() -> ConnectionOptions? {
        let url = text("DATABASE_URL", default: "mariadb://guiche@localhost/guiche?socket=var/run/mariadb.sock")
        do {
            return try ConnectionOptions(url: url)
        } catch {
            faults.append("DATABASE_URL: \(error)")
            return nil
        }
    }

    /// `GUICHE_HUB_NAME` and `GUICHE_HUBS`: this host's hub and all of them, by names; nil and none where there is one hub.
    mutating func hubs() -> (String?, [String]) {
        let all = list("GUICHE_HUBS", default: "")
        let own = optionalText("GUICHE_HUB_NAME")
        guard !all.isEmpty else { return (nil, []) }
        let areNames = all.allSatisfy { name in
            name.utf8.count <= Self.hubNameBytes
                && name.utf8.allSatisfy { byte in
                    let character = Character(UnicodeScalar(byte))
                    return character.isASCII && (character.isLetter || character.isNumber || ".-".contains(character))
                }
        }
        if !areNames || Set(all).count < all.count {
            faults.append(
                "GUICHE_HUBS: must be different names of at most \(Self.hubNameBytes) letters, digits, dots and hyphens, comma-separated"
            )
        }
        if !all.contains(where: { $0 == own }) { faults.append("GUICHE_HUB_NAME: must be one of GUICHE_HUBS") }
        return (own, all)
    }

    /// With `hub-` before it a name is as long as that of a subscriber may be.
    private static let hubNameBytes = 36

    /// Values from examples and tutorials.
    private static let placeholders = [
        "changeme", "change-me", "change_me", "your-secret-key", "your_secret_key", "yoursecretkey", "secretkey",
        "secret-key", "replace-me", "replace_me", "replaceme", "example", "placeholder", "insecure", "default",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    ]

    mutating func secret(_ names: [String], isRequired: Bool) -> String? {
        let name = names[0]
        var found: String?
        for name in names {
            let text = secretText(name)
            found = found ?? text
        }
        guard let secret = found else {
            if isRequired { faults.append("\(name): is required; at least 32 random characters") }
            return nil
        }
        if secret.count < 32 { faults.append("\(name): must have at least 32 characters") }
        if Set(secret).count < 10 { faults.append("\(name): must have at least 10 distinct characters") }
        if Self.placeholders.contains(where: secret.lowercased().contains) {
            faults.append("\(name): is a known placeholder; make a random one")
        }
        return secret
    }
}
