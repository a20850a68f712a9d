public import HTTP

/// A failure in the words that a client reads.
///
/// Source: SPEC section 2, "Errors".
public struct APIError: Error, Sendable, Equatable {
    /// The kind of failure, independent of the language.
    public enum Code: String, Sendable, CaseIterable {
        case invalidPayload = "INVALID_PAYLOAD"
        case unauthorized = "UNAUTHORIZED"
        case forbidden = "FORBIDDEN"
        case notFound = "NOT_FOUND"
        case methodNotAllowed = "METHOD_NOT_ALLOWED"
        case conflict = "CONFLICT"
        case alreadyRegistered = "ALREADY_REGISTERED"
        case preconditionFailed = "PRECONDITION_FAILED"
        case payloadTooLarge = "PAYLOAD_TOO_LARGE"
        case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
        case rateLimited = "RATE_LIMITED"
        case internalError = "INTERNAL_ERROR"
        case upstreamError = "UPSTREAM_ERROR"
        case serviceUnavailable = "SERVICE_UNAVAILABLE"
    }

    /// The kind.
    public let code: Code
    /// The status it is answered with.
    public let status: Status
    /// The message, for a person.
    public let message: Text
    /// Faulty fields, each with its faults.
    public let details: Members<[Text]>
    /// After how many whole seconds a new try makes sense.
    public let retryAfterSeconds: Int?
    /// The methods of a known path, for `Allow`.
    public let allowedMethods: [Method]

    /// A failure of any kind; the named ones below say most.
    public init(
        _ code: Code, _ status: Status, _ message: Text, details: Members<[Text]> = [:], retryAfterSeconds: Int? = nil,
        allowedMethods: [Method] = []
    ) {
        self.code = code
        self.status = status
        self.message = message
        self.details = details
        self.retryAfterSeconds = retryAfterSeconds
        self.allowedMethods = allowedMethods
    }
}

extension APIError {
    /// The same failure with other names for its fields.
    func naming(_ names: [String: String]) -> APIError {
        guard !names.isEmpty, !details.isEmpty else { return self }
        var named: Members<[Text]> = [:]
        for (field, faults) in details { named[names[field] ?? field, default: []] += faults }
        return APIError(
            code, status, message, details: named, retryAfterSeconds: retryAfterSeconds, allowedMethods: allowedMethods)
    }

    /// 400: the content is not well-formed.
    public static func malformed(_ message: Text) -> APIError { APIError(.invalidPayload, .badRequest, message) }
    /// 400: a form that gives a field twice which has one value.
    public static let repeatedField = malformed(Text("A field appears twice.", pt: "Um campo foi enviado duas vezes."))

    /// 422: well-formed, but fields are missing or break a rule; names all of them.
    public static func invalid(_ details: Members<[Text]>) -> APIError {
        APIError(
            .invalidPayload, .unprocessableContent,
            Text("Some fields are missing or invalid.", pt: "Há campos ausentes ou inválidos."), details: details)
    }

    /// 401: the caller is unknown.
    public static func unauthorized(_ message: Text) -> APIError { APIError(.unauthorized, .unauthorized, message) }

    /// 401 for a token that is missing or does not count.
    public static let invalidToken = unauthorized(
        Text("A valid access token is required.", pt: "É necessário um token de acesso válido."))

    /// 403: the caller is known and may not.
    public static func forbidden(_ message: Text) -> APIError { APIError(.forbidden, .forbidden, message) }

    /// 403 for a permission the caller lacks.
    public static let missingPermission = forbidden(
        Text("You do not have permission to do this.", pt: "Você não tem permissão para isso."))

    /// 404: no such route or resource.
    public static let notFound = APIError(
        .notFound, .notFound, Text("Nothing was found at this address.", pt: "Nada foi encontrado neste endereço."))

    /// 405: the path is known, the method is not for it.
    public static func methodNotAllowed(_ allowed: [Method]) -> APIError {
        APIError(
            .methodNotAllowed, .methodNotAllowed,
            Text("This method is not allowed here.", pt: "Este método não é permitido aqui."), allowedMethods: allowed)
    }

    /// 409: it clashes with what is there.
    public static func conflict(_ message: Text, details: Members<[Text]> = [:]) -> APIError {
        APIError(.conflict, .conflict, message, details: details)
    }

    /// 412: `If-Match` names another state than the present one.
    public static let preconditionFailed = APIError(
        .preconditionFailed, .preconditionFailed,
        Text(
            "This has changed since you read it. Reload it and try again.",
            pt: "Isto foi alterado depois da sua última leitura. Recarregue e tente novamente."))

    /// 413: the content or its file is over its limit.
    public static let payloadTooLarge = APIError(
        .payloadTooLarge, .contentTooLarge, Text("The request is too large.", pt: "A requisição é grande demais."))

    /// 415: a media type that the route does not take.
    public static let unsupportedMediaType = APIError(
        .unsupportedMediaType, .unsupportedMediaType,
        Text("This content type is not supported here.", pt: "Este tipo de conteúdo não é aceito aqui."))

    /// 429: too many attempts; says when to retry.
    public static func rateLimited(retryAfterSeconds: Int) -> APIError {
        APIError(
            .rateLimited, .tooManyRequests,
            Text("Too many requests. Please wait and try again.", pt: "Muitas requisições. Aguarde e tente novamente."),
            retryAfterSeconds: max(1, retryAfterSeconds))
    }

    /// 500: nothing of the cause leaks; the log has it under the request id.
    public static let internalError = APIError(
        .internalError, .internalServerError,
        Text(
            "Something went wrong on our side. Please try again.",
            pt: "Algo deu errado do nosso lado. Tente novamente."))

    /// 503: a part we need is away for now.
    public static let serviceUnavailable = APIError(
        .serviceUnavailable, .serviceUnavailable,
        Text(
            "The service is unavailable. Please try again shortly.",
            pt: "O serviço está indisponível. Tente novamente em instantes."),
        retryAfterSeconds: 2)
}

extension APIError {
    /// The response that carries this failure.
    ///
    /// - Parameters:
    ///   - language: what the messages are written in.
    ///   - requestID: the id under which the log has the cause.
    ///   - timestamp: now, as RFC 3339 in UTC.
    public func response(in language: Language, requestID: String, timestamp: String) -> Response {
        let report = ErrorReport(
            error: ErrorReport.Failure(
                code: code.rawValue, message: message.wording(in: language),
                details: details.mapValues { $0.map { $0.wording(in: language) } }, requestID: requestID,
                timestamp: timestamp))
        // Strings and dictionaries of strings always encode; an empty object replaces the impossible failure.
        let bytes = (try? JSONText.bytes(of: report)) ?? Array("{}".utf8)
        var response = Response(status, contentType: "application/json", bytes: bytes)
        if status == .unauthorized { response[.wwwAuthenticate] = "Bearer" }
        if let retryAfterSeconds { response[.retryAfter] = String(retryAfterSeconds) }
        if !allowedMethods.isEmpty { response[.allow] = allowedMethods.map(\.rawValue).joined(separator: ", ") }
        return response
    }
}

/// The content of every failure's answer.
public struct ErrorReport: Encodable, Sendable, Described {
    struct Failure: Encodable, Sendable {
        enum CodingKeys: String, CodingKey {
            case code, message, details
            case requestID = "request_id"
            case timestamp
        }
        let code: String
        let message: String
        let details: Members<[String]>
        let requestID: String
        let timestamp: String
    }
    let error: Failure

    /// The shape of SPEC section 2.
    public static let schema = Schema.object(
        "Error",
        [
            .required(
                "error",
                .object([
                    .required("code", .oneOf(APIError.Code.allCases.map(\.rawValue))),
                    .required("message", .string),
                    .required("details", .map(of: .array(of: .string))),
                    .required("request_id", .string),
                    .required("timestamp", .instant),
                ]))
        ])
}
