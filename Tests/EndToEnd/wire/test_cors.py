"""Which origins a browser lets in."""

import pytest

from guiche import raw
from guiche.routes import METHODS, UNKNOWN_ID

ALLOWED = ["http://localhost:3000", "https://front.example"]
REFUSED = [
    "http://localhost:3001", "https://localhost:3000", "http://front.example", "https://front.example.evil.test", "null",
    "https://evilfront.example", "https://front.example:8443", "*", "http://localhost:3000/",
]
ASKED = ["/health", "/api/v1/me", "/api/v1/leads", "/api/v1/nothing", "/api/schema"]


@pytest.mark.parametrize("origin", ALLOWED)
@pytest.mark.parametrize("path", ASKED)
def test_a_listed_origin_is_allowed_with_credentials_on_every_answer(api, path, origin):
    answer = api.get(path, headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "origin" in answer.headers["Vary"].lower()


@pytest.mark.parametrize("origin", REFUSED)
@pytest.mark.parametrize("path", ASKED)
def test_another_origin_is_not(api, path, origin):
    answer = api.get(path, headers={"Origin": origin})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_an_answer_without_an_origin_still_varies_by_it(agent):
    """Else a shared cache would give one origin the answer made for another."""
    assert "origin" in agent.get("/api/v1/me").headers.get("Vary", "").lower()


@pytest.mark.parametrize("path, method", [(path, method) for path, methods in METHODS.items() for method in sorted(methods)])
def test_a_preflight_names_the_methods_and_headers_of_the_api(api, path, method):
    wanted = ["authorization", "content-type", "x-client-token", "x-session-token", "x-request-id", "idempotency-key",
              "if-match", "if-none-match"]
    answer = api.options(path.replace("{id}", UNKNOWN_ID), headers={
        "Origin": ALLOWED[0], "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": ",".join(wanted)})
    assert answer.status_code == 204, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == ALLOWED[0]
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert method in [each.strip() for each in answer.headers["Access-Control-Allow-Methods"].split(",")]
    allowed = {each.strip().lower() for each in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert set(wanted) <= allowed and "*" not in allowed
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


@pytest.mark.parametrize("asked", ["content-type,sentry-trace,baggage", "traceparent", "x-requested-with, X-Anything"])
@pytest.mark.parametrize("path", ["/api/v1/leads", "/api/v1/customers", "/api/v1/me"])
def test_a_preflight_allows_whatever_headers_a_listed_origin_asks_for(api, path, asked):
    answer = api.options(path, headers={
        "Origin": ALLOWED[0], "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": asked})
    allowed = {each.strip().lower() for each in answer.headers["Access-Control-Allow-Headers"].split(",")}
    assert {each.strip().lower() for each in asked.split(",")} <= allowed and "*" not in allowed


@pytest.mark.parametrize("origin", REFUSED)
def test_a_preflight_of_another_origin_allows_nothing(api, origin):
    answer = api.options("/api/v1/leads", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_error_of_nginx_carries_it_too(instance):
    """Else the page of a listed origin could not read why it was refused."""
    answer = raw.exchange(instance.port, raw.request(
        "POST", "/api/v1/leads", [f"Origin: {ALLOWED[0]}", "Content-Type: application/json", "Content-Length: 99999999"]))
    assert answer.status == 413
    assert answer.fields["access-control-allow-origin"] == ALLOWED[0]


def test_a_page_may_read_the_request_id(api):
    answer = api.get("/health", headers={"Origin": ALLOWED[0]})
    assert "x-request-id" in answer.headers.get("Access-Control-Expose-Headers", "").lower()
