"""Trailing slashes, HEAD, OPTIONS and wrong methods."""

import pytest

from guiche.client import expect_error
from guiche.routes import METHODS, UNKNOWN_ID

PATHS = [path.replace("{id}", UNKNOWN_ID) for path in METHODS]
READABLE = [path.replace("{id}", UNKNOWN_ID) for path, methods in METHODS.items() if "GET" in methods]
IGNORED = {"date", "x-request-id", "content-length", "connection", "etag"}
LATER = {"/api/v1/leads/{id}": {"DELETE"}}  # promised by the contract, built later


def without_ids(answer):
    """An answer's content without what differs from request to request."""
    if answer.headers.get("Content-Type", "").startswith("application/json") and answer.content:
        body = answer.json()
        if isinstance(body, dict) and "error" in body:
            body["error"].pop("request_id"), body["error"].pop("timestamp")
        if isinstance(body, dict) and "ticket" in body:
            body.pop("ticket")
        return body
    return answer.headers.get("Content-Type")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "PUT"])
def test_a_path_answers_the_same_with_and_without_a_trailing_slash(agent, method, path):
    body = {} if method == "GET" else {"json": {}}
    plain, slashed = agent.request(method, path, **body), agent.request(method, path + "/", **body)
    assert plain.status_code == slashed.status_code
    assert plain.status_code not in (301, 302, 307, 308)
    assert without_ids(plain) == without_ids(slashed)


def test_a_query_may_follow_a_trailing_slash(agent):
    assert agent.get("/api/v1/leads/?page_size=1").json()["size"] == 1


@pytest.mark.parametrize("path", READABLE + ["/", "/docs", "/redoc"])
def test_head_answers_as_get_does_without_content(agent, path):
    get, head = agent.get(path), agent.head(path)
    assert head.status_code == get.status_code
    assert head.content == b""
    assert head.headers.get("Content-Type") == get.headers.get("Content-Type")
    kept = {name.lower() for name in get.headers} - IGNORED - {"transfer-encoding", "content-encoding", "accept-ranges"}
    assert kept <= {name.lower() for name in head.headers}


def test_head_of_a_lead_has_its_etag(agent, lead):
    path = f"/api/v1/leads/{lead['id']}"
    assert agent.head(path).headers["ETag"] == agent.get(path).headers["ETag"]


def wrong(path, methods):
    allowed = methods | LATER.get(path, set())
    return [(path, method) for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if method not in allowed]


@pytest.mark.parametrize("path, method", [case for path, methods in METHODS.items() for case in wrong(path, methods)])
@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed in"])
def test_a_wrong_method_is_405_with_the_allowed_ones(api, agent, path, method, signed_in):
    answer = (agent if signed_in else api).request(method, path.replace("{id}", UNKNOWN_ID))
    expect_error(answer, 405, "METHOD_NOT_ALLOWED")
    allowed = {each.strip() for each in answer.headers["Allow"].split(",")}
    assert METHODS[path] <= allowed
    assert ("HEAD" in allowed) == ("GET" in METHODS[path])
    assert not allowed & ({"GET", "POST", "PUT", "PATCH", "DELETE"} - METHODS[path] - LATER.get(path, set()))


@pytest.mark.parametrize("path", METHODS)
def test_options_lists_the_methods_of_a_path(api, path):
    answer = api.options(path.replace("{id}", UNKNOWN_ID))
    assert answer.status_code == 204
    assert METHODS[path] <= {each.strip() for each in answer.headers["Allow"].split(",")}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/docs", "/redoc"])
def test_a_page_takes_no_other_method(api, path, method):
    answer = api.request(method, path)
    expect_error(answer, 405, "METHOD_NOT_ALLOWED")
    assert "GET" in answer.headers["Allow"]
