"""nginx's limits by client address. They come last on their instance: they leave it with empty buckets."""

import time

import pytest

from guiche import people
from guiche.client import expect, expect_error

pytestmark = pytest.mark.slow


def flood(send, count):
    """The answers to so many requests in a row, and the first refusal among them."""
    answers = [send() for _ in range(count)]
    return [answer.status_code for answer in answers], next((each for each in answers if each.status_code == 429), None)


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
    _, refusal = flood(lambda: limited.client.get(path), 1200)
    check(refusal)
    time.sleep(3)
    assert limited.client.get(path).status_code == status


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP"])
def test_no_header_gives_a_client_another_address(limited, header):
    numbers = iter(range(1000))
    statuses, refusal = flood(lambda: limited.client.post(
        "/api/v1/leads", json={}, headers={header: f"203.0.113.{next(numbers) % 250}"}), 30)
    check(refusal)
    assert 429 in statuses


def test_health_is_never_limited(limited):
    assert set(flood(lambda: limited.client.get("/health"), 400)[0]) == {200}
