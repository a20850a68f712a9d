/// A client's claims about its file: the name, as a label, and the declared type. The content decides.
public struct ResumeClaim: Sendable, Equatable {
    /// The format that the name's ending says; nil for a name without an ending.
    public let format: ResumeFormat?
    private let name: ResumeLabel
    private let mediaType: String?

    /// The claim of a file that the client calls `filename`.
    ///
    /// The ending is that of the label, so that what staff read is what was checked.
    ///
    /// - Parameter mediaType: the declared type, in lower case and without parameters.
    /// - Throws: `ResumeFault.unknownExtension` or `typeDisagrees`.
    public init(filename: String, mediaType: String?) throws(ResumeFault) {
        name = ResumeLabel(filename: filename)
        self.mediaType = mediaType
        if let ending = name.ending {
            guard let format = ResumeFormat(ending: ending) else { throw .unknownExtension }
            self.format = format
        } else {
            format = nil
        }
        guard let mediaType else { return }
        guard !DeclaredType.isOfAnotherKind(mediaType) else { throw .typeDisagrees }
        if let format { try Self.check(mediaType, of: format) }
    }

    /// The format of a file, once its name, its declared type and its content agree.
    ///
    /// - Throws: `ResumeFault`; what `content` throws.
    public func checkedFormat(of content: borrowing some RandomAccessBytes & ~Copyable) throws -> ResumeFormat {
        guard try content.byteCount() > 0 else { throw ResumeFault.empty }
        guard let format = try format ?? ResumeFormat(beginning: content.bytes(at: 0, count: ResumeFormat.headerBytes))
        else { throw ResumeFault.unknownExtension }
        if let mediaType { try Self.check(mediaType, of: format) }
        try format.check(content)
        return format
    }

    /// The label of the file: the client's name, with the extension of its format if it has none.
    public func label(as format: ResumeFormat) -> String { name.text(endingIn: format.fileExtension) }

    /// Refuses the declared type of another of the three formats.
    private static func check(_ mediaType: String, of format: ResumeFormat) throws(ResumeFault) {
        let isOfAnother = ResumeFormat.allCases.contains { other in
            other != format && mediaType.utf8.elementsEqual(other.mediaType.utf8)
        }
        if isOfAnother { throw .typeDisagrees }
    }
}

/// Which declared media types are those of something that is no document.
///
/// All others are treated as unknown: browsers take the type from whatever office program is installed (`application/wps-office.docx`,
/// `application/x-pdf`, `application/zip`), which no person chose.
///
/// Source: SPEC section 5.
enum DeclaredType {
    /// Whether a type, in lower case and without parameters, is that of text, a picture, sound, a film, a program or a script.
    static func isOfAnotherKind(_ mediaType: String) -> Bool {
        let bytes = mediaType.utf8
        if kinds.contains(where: { bytes.starts(with: $0.utf8) }) { return true }
        guard bytes.starts(with: "application/".utf8), bytes.count <= 64 else { return false }
        let rest = bytes.dropFirst(12)
        let name = rest.starts(with: "x-".utf8) ? rest.dropFirst(2) : rest
        return programsAndScripts.contains { name.elementsEqual($0.utf8) }
    }

    private static let kinds = ["text/", "image/", "audio/", "video/"]

    /// Subtypes of `application`, without `x-`.
    private static let programsAndScripts = [
        // Programs and what installs them.
        "msdownload", "msdos-program", "dosexec", "exe", "winexe", "msi", "ms-installer", "executable", "elf",
        "sharedlib",
        "object", "mach-binary", "mach-o", "mach-o-executable", "pie-executable", "vnd.microsoft.portable-executable",
        "ms-application",
        "java-archive", "java-vm", "java-applet", "java", "jar", "java-jnlp-file", "vnd.android.package-archive",
        "wasm",
        "debian-package", "vnd.debian.binary-package", "deb", "rpm", "redhat-package-manager", "rpm-package-manager",
        "apple-diskimage", "shockwave-flash", "vnd.adobe.flash.movie", "vnd.appimage", "iso9660-appimage",
        "ms-shortcut",
        "chrome-extension", "xpinstall", "silverlight-app",
        // Scripts, and what runs them.
        "javascript", "ecmascript", "typescript", "vbscript", "vbs", "hta", "ms-hta", "sh", "shellscript", "shar",
        "csh", "ksh",
        "bash", "zsh", "bat", "batch", "cmd", "powershell", "perl", "python", "python-code", "python-bytecode",
        "bytecode.python",
        "ruby", "php", "httpd-php", "httpd-php-source", "httpd-cgi", "cgi", "tcl", "lua", "awk", "applescript", "jsp",
        "asp", "node",
    ]
}
