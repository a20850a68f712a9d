import Multipart
import Routing

/// Whether an arrived file is a résumé, and which kind.
enum ResumeCheck {
    /// The format of a form's file, once its name, declared type and content agree; faults are noted under `resume`.
    ///
    /// - Throws: `PosixError`.
    static func format(of form: SubmissionForm, noting input: InputReader) throws -> ResumeFormat? {
        guard let part = form.filePart else {
            input.note(.missing, for: SubmissionForm.resumeField)
            return nil
        }
        do {
            let format = try ResumeFormat(of: part)
            guard let file = form.file else { throw APIError.internalError }
            try format.check(file)
            return format
        } catch let fault as ResumeFault {
            input.note(fault.fault, for: SubmissionForm.resumeField)
            return nil
        }
    }
}

extension ResumeFormat {
    /// The format that a part of a form claims.
    ///
    /// - Throws: `unknownExtension` or `typeDisagrees`.
    init(of part: PartHeader) throws(ResumeFault) {
        try self.init(filename: part.filename ?? "", mediaType: part.mediaType)
    }
}

extension ResumeFault {
    /// The fault for a person.
    var fault: Fault {
        switch self {
        case .empty: Fault("The file is empty.", pt: "O arquivo está vazio.")
        case .unknownExtension:
            Fault("Must be a .pdf, .doc or .docx file.", pt: "Deve ser um arquivo .pdf, .doc ou .docx.")
        case .typeDisagrees:
            Fault(
                "The declared type is not that of the file's name.",
                pt: "O tipo declarado não corresponde ao nome do arquivo.")
        case .contentDisagrees:
            Fault("The content is not what the file's name says.", pt: "O conteúdo não corresponde ao nome do arquivo.")
        case .damaged: Fault("The file is damaged.", pt: "O arquivo está danificado.")
        case .hasMacros: Fault("Documents with macros are not taken.", pt: "Documentos com macros não são aceitos.")
        case .unpacksTooLarge:
            Fault("The document unpacks to too much.", pt: "O documento descompactado é grande demais.")
        }
    }
}
