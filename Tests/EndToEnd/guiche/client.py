"""A client of one instance, and what every answer of it must hold to."""

import re
import ssl

import requests
from requests.adapters import HTTPAdapter

TIMEOUT_SECONDS = 30
# Of the front ends whose submissions are not judged.
CLIENT_TOKENS = ("front-end-one-4f1c", "front-end-two-9b7e")
# The field of a form that is judged, as anyone's is: tests that are not about spam send many from one address.
AS_ANYONE = {"X-Client-Token": ""}
SUBMISSIONS = re.compile(r"/api/v1/forms/[^/]+/submissions/?$")
ERROR_CODES = {
    "INVALID_PAYLOAD": {400, 422},
    "UNAUTHORIZED": {401},
    "FORBIDDEN": {403},
    "NOT_FOUND": {404},
    "METHOD_NOT_ALLOWED": {405},
    "CONFLICT": {409},
    "ALREADY_REGISTERED": {409},
    "PRECONDITION_FAILED": {412},
    "PAYLOAD_TOO_LARGE": {413},
    "UNSUPPORTED_MEDIA_TYPE": {415},
    "RATE_LIMITED": {429},
    "INTERNAL_ERROR": {500},
    "UPSTREAM_ERROR": {502},
    "SERVICE_UNAVAILABLE": {503},
    "HTTP_VERSION_NOT_SUPPORTED": {505},
}
INSTANT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
UUID7 = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")


def is_form(method, path, headers, options):
    """Whether a request submits a public form."""
    given = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
    given = given.decode("latin-1") if isinstance(given, bytes) else given
    if method != "POST":
        return False
    return SUBMISSIONS.match(path) is not None or path.rstrip("/") == "/api/v1/leads" and (
        bool(options.get("files")) or given.startswith("multipart/form-data"))


class Trusting(HTTPAdapter):
    """Connections that trust any certificate. Without a context of theirs each would read all the authorities of the host, which takes 30 ms."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, ssl_context=self.context, **options)


def trusting(session):
    """The session, which from now on trusts any certificate and heeds no setting of its environment."""
    session.trust_env = False
    session.verify = False
    session.mount("https://", Trusting())
    return session


class Client:
    """Sends requests to an instance, anonymously or as the bearer of a token; follows no redirect, trusts any certificate."""

    def __init__(self, url, token=None, session=None):
        self.url = url
        self.token = token
        self._session = trusting(session or requests.Session())

    def bearing(self, token):
        return Client(self.url, token)

    def request(self, method, path, headers=None, timeout=TIMEOUT_SECONDS, **options):
        headers = {"Accept": "application/json", **(headers or {})}
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if is_form(method, path, headers, options):
            headers.setdefault("X-Client-Token", CLIENT_TOKENS[0])
        response = self._session.request(
            method, self.url + path, headers=headers, timeout=timeout, allow_redirects=False, **options)
        assert REQUEST_ID.match(response.headers.get("X-Request-Id", "")), response.headers
        return response

    def get(self, path, **options):
        return self.request("GET", path, **options)

    def head(self, path, **options):
        return self.request("HEAD", path, **options)

    def post(self, path, **options):
        return self.request("POST", path, **options)

    def put(self, path, **options):
        return self.request("PUT", path, **options)

    def patch(self, path, **options):
        return self.request("PATCH", path, **options)

    def delete(self, path, **options):
        return self.request("DELETE", path, **options)

    def options(self, path, **options):
        return self.request("OPTIONS", path, **options)


def described(response):
    """The answer in one line, for the message of a failed expectation."""
    return f"{response.request.method} {response.request.url} -> {response.status_code} {response.text[:600]}"


def expect(response, status):
    """The JSON of an answer that must have this status; None when there is no content."""
    assert response.status_code == status, described(response)
    if status == 204:
        assert response.content == b"", described(response)
        return None
    assert response.headers["Content-Type"].split(";")[0] == "application/json", described(response)
    return response.json()


def expect_error(response, status, code, fields=None):
    """The error of an answer that must have this status and code, in the one form, with faults of just these fields."""
    body = expect(response, status)
    assert set(body) == {"error"}, body
    error = body["error"]
    assert list(error) == ["code", "message", "details", "request_id", "timestamp"], body
    assert error["code"] == code, body
    assert status in ERROR_CODES[code], body
    assert isinstance(error["message"], str) and error["message"], body
    assert error["request_id"] == response.headers["X-Request-Id"], body
    assert INSTANT.match(error["timestamp"]), body
    assert isinstance(error["details"], dict), body
    for field, faults in error["details"].items():
        assert isinstance(faults, list) and faults, (field, body)
        assert all(isinstance(fault, str) and fault for fault in faults), (field, body)
    if fields is not None:
        assert set(error["details"]) == set(fields), body
    if status in (429, 503):
        assert int(response.headers["Retry-After"]) >= 1, response.headers
    if status == 401:
        assert response.headers["WWW-Authenticate"].startswith("Bearer"), response.headers
    return error
