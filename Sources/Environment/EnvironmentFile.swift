import FoundationEssentials
import Posix

/// The environment of a program, with what a `.env` file adds to it.
///
/// A line is empty, a comment (`#`), or `NAME=value` with an optional `export`; blanks are spaces and tabs, and a line may end in
/// CR LF. One pair of single or double quotes around a value preserves everything between them; after it only a remark may
/// follow. A blank and `#` end an unquoted value. A quote that is not closed, and text after a closing quote, are faults.
///
/// `each_setting` in `scripts/lib/common.sh` reads the same files by the same rules; one table of cases tests both.
///
/// Source: SPEC section 3.
package enum EnvironmentFile {
    /// The variables of this process, and those of the file in `GUICHE_ENV_FILE` (default `.env`) that are not set.
    ///
    /// A file that a web server may serve is refused: under plain CGI one below `DOCUMENT_ROOT` or in the folder of the script, and the
    /// `.env` of the working directory, which is that folder.
    ///
    /// - Parameter isStartedByServer: whether a web server may have started the program in the folder that holds it, as `mod_fcgid` does;
    ///   then the `.env` of that folder is refused, too.
    /// - Throws: `SettingsError` for a line that breaks the rules, a named file that cannot be read, and a file that is refused.
    package static func variables(isStartedByServer: Bool = false) throws(SettingsError) -> [String: String] {
        var variables = ThisProcess.environment
        let named = variables["GUICHE_ENV_FILE"]
        let path = named ?? ".env"
        guard let data = FileManager.default.contents(atPath: path) else {
            guard let named, !named.isEmpty else { return variables }
            throw SettingsError(faults: ["GUICHE_ENV_FILE: the file cannot be read"])
        }
        if let fault = exposure(of: path, named != nil, variables, isStartedByServer) {
            throw SettingsError(faults: [fault])
        }
        variables.merge(try parse(Array(data), named: path)) { present, _ in present }
        return variables
    }

    /// Why a settings file is refused where a web server runs the program; nil for one that it cannot serve.
    private static func exposure(
        of path: String, _ isNamed: Bool, _ variables: [String: String], _ isStartedByServer: Bool
    ) -> String? {
        let remedy = "move it to a folder that no web server serves, and name it in GUICHE_ENV_FILE"
        let isCGI = variables["GATEWAY_INTERFACE"] != nil
        guard isNamed else {
            let isBeside =
                isStartedByServer && Folder.realPath("/proc/self/exe").map(folder) == Folder.realPath(".")
            return isCGI || isBeside ? ".env: the web server may serve the folder that it is in; \(remedy)" : nil
        }
        guard isCGI, let file = Folder.realPath(path) else { return nil }
        let served = [variables["DOCUMENT_ROOT"], variables["SCRIPT_FILENAME"].map(folder)].compactMap { $0 }
            .filter { !$0.isEmpty }.compactMap(Folder.realPath)
        return served.contains { file.hasPrefix($0 == "/" ? $0 : "\($0)/") }
            ? "GUICHE_ENV_FILE: the file is in a folder that the web server may serve; \(remedy)" : nil
    }

    private static func folder(of path: String) -> String {
        let end = path.utf8.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
        return end == path.startIndex ? "/" : String(path[..<end])
    }

    /// The variables that a file sets; of two lines with one name the last wins.
    ///
    /// - Throws: `SettingsError` with one line per fault, naming file, line and rule but never a value.
    static func parse(_ content: [UInt8], named file: String) throws(SettingsError) -> [String: String] {
        var variables: [String: String] = [:]
        var faults: [String] = []
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let lines = content.dropFirst(content.starts(with: byteOrderMark) ? byteOrderMark.count : 0)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            do throws(LineFault) {
                if let setting = try Self.setting(in: line) { variables[setting.name] = setting.value }
            } catch {
                faults.append("\(file), line \(index + 1): \(error.rule)")
            }
        }
        guard faults.isEmpty else { throw SettingsError(faults: faults) }
        return variables
    }

    private struct LineFault: Error {
        let rule: String

        static let form = LineFault(rule: "must be NAME=value")
        static let text = LineFault(rule: "must be UTF-8 without NUL bytes")
        static let quote = LineFault(rule: "the quote is not closed")
        static let rest = LineFault(rule: "only a remark (# …) may follow the closing quote")
    }

    /// The setting in a line; nil for an empty line and a comment.
    private static func setting(in line: ArraySlice<UInt8>) throws(LineFault) -> (name: String, value: String)? {
        if line.contains(0) { throw .text }
        let written = withoutBlanks(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
        if written.isEmpty || written.first == hash { return nil }
        var left = written
        if left.starts(with: "export".utf8), let next = left.dropFirst(6).first, isBlank(next) {
            left = withoutBlanks(left.dropFirst(6))
        }
        let name = left.prefix(while: isOfName)
        left = left.dropFirst(name.count).drop(while: isBlank)
        guard let first = name.first, !isDigit(first), left.first == UInt8(ascii: "=") else { throw .form }
        let value = try value(in: left.dropFirst())
        guard let text = String(validating: value, as: UTF8.self) else { throw .text }
        return (String(decoding: name, as: UTF8.self), text)
    }

    private static func value(in written: ArraySlice<UInt8>) throws(LineFault) -> ArraySlice<UInt8> {
        let start = written.drop(while: isBlank)
        guard let quote = start.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let remark = written.indices.first { index in
                written[index] == hash && index > written.startIndex && isBlank(written[index - 1])
            }
            return withoutBlanks(written[..<(remark ?? written.endIndex)])
        }
        let content = start.dropFirst()
        guard let end = content.firstIndex(of: quote) else { throw .quote }
        let rest = content[(end + 1)...].drop(while: isBlank)
        guard rest.isEmpty || rest.first == hash else { throw .rest }
        return content[..<end]
    }

    private static let hash = UInt8(ascii: "#")

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isOfName(_ byte: UInt8) -> Bool {
        let lower = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) || isDigit(byte) || byte == UInt8(ascii: "_")
    }

    private static func withoutBlanks(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }
}
