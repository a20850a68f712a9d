import Multipart
import Routing

extension MultipartError {
    /// The broken rule in every language, safe to show to anyone.
    var text: Text { Text(description, pt: portuguese) }

    private var portuguese: String {
        switch self {
        case .notFormData: "O tipo do conteúdo não é multipart/form-data."
        case .malformedContentType: "Não foi possível ler o campo Content-Type."
        case .missingBoundary: "Falta o parâmetro boundary no campo Content-Type."
        case .repeatedBoundary: "O campo Content-Type tem mais de um parâmetro boundary."
        case .invalidBoundary: "O boundary deve ter de 1 a 70 dos caracteres que a RFC 2046 permite."
        case .missingDelimiter: "O corpo não tem nenhum delimitador."
        case .missingClosingDelimiter: "O corpo termina antes do delimitador final."
        case .malformedDelimiter: "Há um delimitador que não está sozinho na linha."
        case .strayDelimiter: "O delimitador aparece dentro do preâmbulo ou do epílogo."
        case .preambleWithoutParts: "O corpo tem um preâmbulo, mas nenhuma parte."
        case .preambleTooLong(let limit): "O preâmbulo tem mais de \(limit) bytes."
        case .epilogueTooLong(let limit): "O epílogo tem mais de \(limit) bytes."
        case .headerTooLong(let limit): "O cabeçalho de uma parte tem mais de \(limit) bytes."
        case .tooManyHeaderFields(let limit): "Uma parte tem mais de \(limit) campos de cabeçalho."
        case .bareLineBreak: "Uma linha do cabeçalho de uma parte não termina em CR LF."
        case .foldedHeaderField: "Uma linha do cabeçalho de uma parte começa com um espaço."
        case .malformedHeaderField: "Uma linha do cabeçalho de uma parte não é um nome, dois-pontos e um valor."
        case .invalidHeaderValue:
            "Um valor do cabeçalho de uma parte não é um texto em UTF-8 sem caracteres de controle."
        case .repeatedHeaderField: "Um campo do cabeçalho de uma parte aparece duas vezes."
        case .missingDisposition: "Falta o campo Content-Disposition em uma parte."
        case .malformedDisposition: "O Content-Disposition de uma parte não é um form-data bem formado."
        case .repeatedParameter: "Um parâmetro do Content-Disposition aparece duas vezes."
        case .missingName: "Falta o nome do campo em uma parte."
        case .invalidName: "O nome do campo de uma parte tem caracteres de controle."
        case .nameTooLong(let limit): "O nome do campo de uma parte tem mais de \(limit) bytes."
        case .unsupportedTransferEncoding: "Uma parte tem um Content-Transfer-Encoding que altera os seus bytes."
        case .tooManyParts(let limit): "O corpo tem mais de \(limit) partes."
        case .tooManyFiles(let limit): "O corpo tem mais de \(limit) arquivo(s)."
        case .repeatedField(let limit): "Um campo foi enviado mais de \(limit) vez(es)."
        case .textTooLong(let limit): "Um campo de texto tem mais de \(limit) bytes."
        case .totalTextTooLong(let limit): "Os campos de texto, juntos, têm mais de \(limit) bytes."
        case .invalidText: "Um campo de texto não está em UTF-8 válido."
        case .fileTooLarge(let limit): "O arquivo tem mais de \(limit) bytes."
        case .bodyTooLarge(let limit): "O corpo tem mais de \(limit) bytes."
        case .stopped: "O corpo não foi lido até o fim."
        }
    }
}
