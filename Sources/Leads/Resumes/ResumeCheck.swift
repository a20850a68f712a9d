import Documents
import Routing
import Storage

/// Whether an arrived file is a résumé, and which kind.
enum ResumeCheck {
    /// The format of a form's file and what it is called, once its name, declared type and content agree; faults are noted under
    /// `resume`.
    ///
    /// - Throws: what the store throws.
    static func checked(
        _ form: SubmissionForm, noting input: InputReader
    ) throws -> (format: ResumeFormat, label: String)? {
        guard let claim = form.claim else {
            input.note(.missing, for: SubmissionForm.resumeField)
            return nil
        }
        do {
            let claim = try claim.get()
            guard let file = form.file else { throw APIError.internalError }
            let format = try claim.checkedFormat(of: file)
            try file.add(fileExtension: format.fileExtension)
            return (format, claim.label(as: format))
        } catch let fault as ResumeFault {
            input.note(fault.fault, for: SubmissionForm.resumeField)
            return nil
        }
    }
}

extension IncomingFile: RandomAccessBytes {
    /// How many bytes have arrived.
    package func byteCount() -> Int { count }
}

extension ResumeFormat {
    /// All formats in a sentence, by what names each.
    ///
    /// - Parameter word: precedes the last.
    static func list(_ word: String, _ name: (ResumeFormat) -> String) -> String {
        let names = allCases.map(name)
        return names.dropLast().joined(separator: ", ") + " \(word) " + (names.last ?? "")
    }

    /// What a control for files offers: the endings, then the media types.
    static var accepted: String {
        (allCases.map { ".\($0.fileExtension)" } + allCases.map(\.mediaType)).joined(separator: ",")
    }
}

extension ResumeFault {
    /// The fault for a person.
    var fault: Fault {
        switch self {
        case .empty: Fault("The file is empty.", pt: "O arquivo está vazio.")
        case .unknownExtension:
            Fault(
                "Must be a \(ResumeFormat.list("or") { ".\($0.fileExtension)" }) file.",
                pt: "Deve ser um arquivo \(ResumeFormat.list("ou") { ".\($0.fileExtension)" }).")
        case .typeDisagrees:
            Fault(
                "The declared type does not match the file's name.",
                pt: "O tipo declarado não corresponde ao nome do arquivo.")
        case .contentDisagrees:
            Fault("The file's content does not match its name.", pt: "O conteúdo não corresponde ao nome do arquivo.")
        case .damaged: Fault("The file is damaged.", pt: "O arquivo está danificado.")
        case .hasMacros: Fault("Documents with macros are not accepted.", pt: "Documentos com macros não são aceitos.")
        case .unpacksTooLarge:
            Fault("The document is too large when unpacked.", pt: "O documento descompactado é grande demais.")
        }
    }
}
