"""After five failed sign-ins for an account every further try is 429 for a while."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import expect, expect_error
from guiche.limits import MEASUREMENTS, seconds

LOGIN, TOKEN = "/api/v1/auth/login", "/api/v1/auth/token"
WINDOW_SECONDS = 15 * 60


@pytest.fixture
def user(api):
    said = {"username": people.username(), "email": people.email(), "password": people.PASSWORD}
    expect(api.post("/api/v1/auth/register", json=said), 201)
    return said


def try_in(api, name, password="Zq7-wrong-one", path=LOGIN):
    return api.post(path, json={"username": name, "password": password})


def test_the_sixth_attempt_is_429_even_with_the_right_password(api, user):
    for _ in range(5):
        expect_error(try_in(api, user["username"]), 401, "UNAUTHORIZED")
    for password in ("Zq7-wrong-one", people.PASSWORD):
        answer = try_in(api, user["username"], password)
        expect_error(answer, 429, "RATE_LIMITED")
        assert 1 <= int(answer.headers["Retry-After"]) <= WINDOW_SECONDS


def test_name_address_and_every_route_share_one_limit(api, user):
    names = [(user["username"], LOGIN), (user["email"], LOGIN), (user["username"].upper(), TOKEN),
             (user["email"].upper(), TOKEN), (user["username"], LOGIN)]
    for name, path in names:
        expect_error(try_in(api, name, path=path), 401, "UNAUTHORIZED")
    for name, path in names:
        expect_error(try_in(api, name, people.PASSWORD, path), 429, "RATE_LIMITED")


@pytest.mark.parametrize("order", ["nnneee", "nenenenenene"])
def test_failures_do_not_reveal_that_a_name_and_an_address_are_one_account(api, user, order):
    stranger = {"username": people.username(), "email": people.email()}
    known, unknown = ([try_in(api, who["username" if turn == "n" else "email"]).status_code for turn in order] for who in (user, stranger))
    assert known == unknown


def test_an_unknown_account_is_throttled_alike(api):
    name = people.username()
    statuses = [try_in(api, name).status_code for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2


def test_no_other_account_is_throttled(api, user, agent):
    name = people.username()
    for _ in range(6):
        try_in(api, name)
    expect(try_in(api, user["username"], people.PASSWORD), 200)
    expect(agent.get("/api/v1/me"), 200)


def test_existing_sessions_survive_a_lock(api, user):
    token = expect(try_in(api, user["username"], people.PASSWORD), 200)["access_token"]
    for _ in range(6):
        try_in(api, user["username"])
    expect(api.bearing(token).get("/api/v1/me"), 200)


def test_four_failures_do_not_lock_the_owner_out(api, user):
    for _ in range(4):
        expect_error(try_in(api, user["username"]), 401, "UNAUTHORIZED")
    expect(try_in(api, user["username"], people.PASSWORD), 200)


def test_concurrent_attempts_do_not_bypass_the_limit(instance, user):
    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(lambda _: try_in(instance.client, user["username"]).status_code, range(48)))
    assert set(statuses) <= {401, 429}, statuses
    assert statuses.count(401) <= 5 + 16, "tries already under way may still be answered"
    expect_error(try_in(instance.client, user["username"], people.PASSWORD), 429, "RATE_LIMITED")


def test_many_concurrent_sign_ins_leave_threads_to_other_requests(spare):
    me = spare.sign_in(spare.new_user("agent"))
    waits = []

    def ask():
        began = time.perf_counter()
        expect(me.get("/api/v1/me"), 200)
        waits.append(time.perf_counter() - began)

    with ThreadPoolExecutor(32) as pool:
        tries = [pool.submit(lambda: try_in(spare.client.bearing(None), people.username())) for _ in range(96)]
        while not all(each.done() for each in tries):
            ask()
    answers = [each.result() for each in tries]
    refused = [answer for answer in answers if answer.status_code == 503]
    assert {answer.status_code for answer in answers} == {401, 503}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
    for answer in refused:
        expect_error(answer, 503, "SERVICE_UNAVAILABLE")
    # In step with the sign-ins a request would wait for all hashes before its own, a second and more.
    assert statistics.median(waits) < seconds(0.5), waits


@pytest.mark.slow
def test_an_unknown_user_takes_as_long_as_a_wrong_password(spare):
    """The hash costs enough on this instance to be seen over the rest; the bound is wide, for a busy machine."""
    # After five failures a user must wait.
    known = [user for user in [spare.new_user("agent") for _ in range(10)] for _ in range(4)]
    try_in(spare.client, people.username())
    client = spare.client

    def medians():
        times = {"known": [], "unknown": []}
        for turn in range(13):
            for kind, name in (("known", known.pop()), ("unknown", people.username())):
                began = time.perf_counter()
                expect_error(try_in(client, name), 401, "UNAUTHORIZED")
                times[kind].append(time.perf_counter() - began)
        return [statistics.median(taken) for taken in times.values()]

    def alike():
        both = medians()
        assert min(both) > 0.02, "a hash of cost 10 was computed for both"
        return max(both) / min(both) < 1.25

    assert any(alike() for _ in range(MEASUREMENTS))
