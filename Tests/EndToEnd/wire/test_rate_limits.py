"""nginx's limits by client address. They come last on their instance: they leave it with empty buckets."""

import time

import pytest

from guiche import people, raw
from guiche.client import expect, expect_error

pytestmark = pytest.mark.slow


def flood(send, count):
    """The answers to requests in a row until one is refused, so many at most, and the refusal."""
    statuses = []
    for _ in range(count):
        answer = send()
        statuses.append(answer.status_code)
        if answer.status_code == 429:
            return statuses, answer
    return statuses, None


def check(refusal):
    assert refusal is not None, "nothing was refused"
    error = expect_error(refusal, 429, "RATE_LIMITED")
    assert error["details"] == {}
    assert 1 <= int(refusal.headers["Retry-After"]) <= 60


def test_submissions_are_limited_and_accepted_again_after_the_pause(limited):
    statuses, refusal = flood(lambda: limited.client.post("/api/v1/leads", json={}), 30)
    check(refusal)
    assert statuses[0] == 403 and statuses.count(403) <= 16
    time.sleep(int(refusal.headers["Retry-After"]) + 0.5)
    assert limited.client.post("/api/v1/leads", json={}).status_code == 403


def test_a_refusal_for_submissions_leaves_the_rest_alone(limited):
    check(flood(lambda: limited.client.post("/api/v1/leads", json={}), 30)[1])
    expect(limited.client.get("/health"), 200)
    expect_error(limited.client.get("/api/v1/me"), 401, "UNAUTHORIZED")


@pytest.mark.parametrize("path", ["/api/v1/auth/login", "/api/v1/auth/login/", "/api/v1/auth/token"])
def test_sign_ins_are_limited(limited, path):
    body = {"username": people.username(), "password": "x"}
    check(flood(lambda: limited.client.post(path, json={**body, "username": people.username()}), 60)[1])


@pytest.mark.parametrize("path", ["refresh", "logout", "password"])
def test_token_and_password_routes_are_limited_like_sign_ins(limited, path):
    check(flood(lambda: limited.client.post(f"/api/v1/auth/{path}", json={}), 60)[1])


@pytest.mark.parametrize("path, status", [("/api/v1/me", 401), ("/openapi.json", 200)])
def test_all_of_the_api_is_limited(limited, path, status):
    # All at once on one connection: however slow this process is, the limit is passed.
    head = f"HEAD {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    with raw.connect(limited.port) as connection, connection.makefile("rb") as answers:
        connection.sendall(head * 400 + raw.request("GET", path))
        data = answers.read()
    last = raw.Answer(data[data.rindex(b"HTTP/1.1 "):])
    assert last.status == 429 and last.error["code"] == "RATE_LIMITED" and 1 <= int(last.fields["retry-after"]) <= 60
    time.sleep(1)
    assert limited.client.get(path).status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP"])
def test_no_header_gives_a_client_another_address(limited, header):
    numbers = iter(range(1000))
    _, refusal = flood(lambda: limited.client.post(
        "/api/v1/leads", json={}, headers={header: f"203.0.113.{next(numbers) % 250}"}), 30)
    check(refusal)


def test_health_is_never_limited(limited):
    assert set(flood(lambda: limited.client.get("/health"), 400)[0]) == {200}
