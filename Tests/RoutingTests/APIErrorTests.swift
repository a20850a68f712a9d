import HTTP
import Routing
import TestSupport
import Testing

@Suite struct APIErrorTests {
    private func response(_ failure: APIError, in language: Language = .english) throws -> (Response, JSON) {
        let response = failure.response(in: language, requestID: "id-1", timestamp: "2026-01-31T12:00:00Z")
        guard case .bytes(let bytes) = response.content else { return (response, nil) }
        return (response, try JSONText.parse(bytes))
    }

    @Test(arguments: [
        (APIError.notFound, 404, "NOT_FOUND"), (.invalid([:]), 422, "INVALID_PAYLOAD"),
        (.malformed(Text("a", pt: "b")), 400, "INVALID_PAYLOAD"), (.invalidToken, 401, "UNAUTHORIZED"),
        (.missingPermission, 403, "FORBIDDEN"), (.methodNotAllowed([.get]), 405, "METHOD_NOT_ALLOWED"),
        (.conflict(Text("a", pt: "b")), 409, "CONFLICT"), (.preconditionFailed, 412, "PRECONDITION_FAILED"),
        (.payloadTooLarge, 413, "PAYLOAD_TOO_LARGE"), (.unsupportedMediaType, 415, "UNSUPPORTED_MEDIA_TYPE"),
        (.rateLimited(retryAfterSeconds: 3), 429, "RATE_LIMITED"), (.internalError, 500, "INTERNAL_ERROR"),
        (.serviceUnavailable, 503, "SERVICE_UNAVAILABLE"),
    ])
    func `each failure has its status and code`(failure: APIError, status: Int, code: String) throws {
        let (response, content) = try response(failure)
        #expect(response.status.rawValue == status)
        #expect(content["error"]?["code"] == .string(code))
        #expect(response[.contentType] == "application/json")
        #expect(try ErrorReport.schema.faults(of: content) == [])
    }

    @Test func `the content is the one form of failures`() throws {
        let failure = APIError.invalid(["email": [Text("Bad.", pt: "Ruim."), Fault.missing.text]])
        let (_, content) = try response(failure)
        #expect(
            content == [
                "error": [
                    "code": "INVALID_PAYLOAD", "message": "Some fields are missing or invalid.",
                    "details": ["email": ["Bad.", "This field is required."]], "request_id": "id-1",
                    "timestamp": "2026-01-31T12:00:00Z",
                ]
            ])
        let portuguese = try response(failure, in: .brazilianPortuguese).1["error"]
        #expect(portuguese?["message"] == "Há campos ausentes ou inválidos.")
        #expect(portuguese?["details"] == ["email": ["Ruim.", "Este campo é obrigatório."]])
        #expect(portuguese?["code"] == "INVALID_PAYLOAD")
    }

    @Test func `without faulty fields the details are an empty object`() throws {
        #expect(try response(.notFound).1["error"]?["details"] == [:])
    }

    @Test func `the header fields that a status asks for are there`() throws {
        #expect(try response(.invalidToken).0[.wwwAuthenticate] == "Bearer")
        #expect(try response(.rateLimited(retryAfterSeconds: 0)).0[.retryAfter] == "1")
        #expect(try response(.serviceUnavailable).0[.retryAfter] == "2")
        #expect(try response(.methodNotAllowed([.get, .head])).0[.allow] == "GET, HEAD")
        #expect(try response(.notFound).0.fields.map(\.name) == [.contentType])
    }
}
