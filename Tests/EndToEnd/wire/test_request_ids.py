"""X-Request-Id: the caller's own or a new one; in the header, the error body and both logs."""

import signal

import pytest

from guiche import people
from guiche.client import REQUEST_ID, expect_error
from guiche.instance import json_lines
from guiche.processes import wait_until
from guiche.servers.responder import Responder

OWN = ["a", "abc.DEF-123_x", "0" * 64, "-", "..", "_"]
BAD = ["0" * 65, "with space", "semi;colon", "new\u00e9", 'quo"te', "<b>", "a,b", "a/b", "%41"]
PATHS = ["/health", "/api/v1/me", "/api/v1/leads", "/api/v1/no-such-route", "/no-such-page", "/api/schema", "/"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("own", OWN)
def test_a_callers_own_id_comes_back(api, path, own):
    assert api.get(path, headers={"X-Request-Id": own}).headers["X-Request-Id"] == own


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("bad", BAD)
def test_a_bad_id_is_replaced_by_a_new_one(api, path, bad):
    answer = api.get(path, headers={"X-Request-Id": bad.encode()})
    assert answer.headers["X-Request-Id"] not in (bad, "")
    assert REQUEST_ID.match(answer.headers["X-Request-Id"])


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_without_a_callers_id_has_one_of_its_own(api, path):
    ids = {api.get(path).headers["X-Request-Id"] for _ in range(10)}
    assert len(ids) == 10


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_carries_its_id_once(api, path):
    assert "," not in api.get(path).headers["X-Request-Id"]


@pytest.mark.parametrize("path", ["/api/v1/no-such-route", "/no-such-page"])
def test_the_id_is_in_the_error_body(api, path):
    own = people.token()
    error = expect_error(api.get(path, headers={"X-Request-Id": own}), 404, "NOT_FOUND")
    assert error["request_id"] == own


def test_the_id_is_in_the_access_log_with_the_upstream_time_and_in_the_responders_log_with_the_route(instance, agent):
    own = people.token()
    agent.get("/api/v1/me", headers={"X-Request-Id": own})

    def entries():
        return [entry for lines in instance.log_lines(own).values() for entry in json_lines(lines)]

    assert wait_until(lambda: len(entries()) >= 2, 5), instance.log_lines(own)
    edge = [entry for entry in entries() if not any("route" in name for name in entry)]
    inner = [entry for entry in entries() if "route" in entry]
    assert edge and inner, entries()
    assert inner[0]["route"] and str(inner[0]["status"]) == "200" and "level" in inner[0], inner
    assert any("user" in name for name in inner[0]), inner


def test_no_log_holds_a_password_or_a_token(instance, api):
    username, password = people.username(), "Zq7" + people.token()
    user = {"username": username, "email": people.email(), "password": password}
    assert api.post("/api/v1/auth/register", json=user).status_code == 201
    granted = api.post("/api/v1/auth/login", json=user).json()
    bearer = api.bearing(granted["access_token"])
    bearer.get("/api/v1/me")
    bearer.get(f"/api/v1/leads?token={granted['access_token']}")
    for secret in (password, granted["access_token"], granted["refresh_token"], granted["access_token"].split(".")[2]):
        assert not instance.log_lines(secret)


def test_the_logs_are_json_lines(instance, agent):
    agent.get("/api/v1/leads")
    for name in ("intake.log", "staff.log", "nginx-access.log"):
        [file] = [file for file in instance.logs() if file.name == name]
        # nginx writes a client's name for itself as it came, which need not be UTF-8.
        text = file.read_text(errors="replace" if name.startswith("nginx") else "strict")
        # What follows the last line's end is still being written.
        lines = [line for line in text.rpartition("\n")[0].splitlines() if line]
        entries = json_lines(lines)
        # The parent of a pool says in words of its own when it starts a process again.
        strangers = [line for line in lines if not line.startswith(("{", "Child[", "Spawning child["))]
        assert entries and not strangers, strangers[:5]
        assert all("time" in entry for entry in entries)
        assert name == "nginx-access.log" or all("level" in entry for entry in entries)


def test_client_text_starts_no_new_line_in_a_log(instance, api):
    mark = people.token()
    api.get(f"/api/v1/leads/%0A%7B%22level%22:%22{mark}%22%7D", headers={"User-Agent": f'"}} {mark}'})
    assert wait_until(lambda: instance.log_lines(mark), 5)
    for name, lines in instance.log_lines(mark).items():
        for line in lines:
            assert not line.startswith('{"level":"' + mark), (name, line)


def test_each_request_has_its_line_once_its_responder_has_stopped(instance, folder):
    responder = Responder(instance, folder, LOG_LEVEL="info")
    ids = [people.token() for _ in range(20)]
    try:
        for own in ids:
            assert responder.request("GET", "/api/v1/no-such-route", headers={"X-Request-Id": own}).status == 404
        responder.signal(signal.SIGTERM)
        assert responder.wait(15) == 0
    finally:
        responder.close()
    entries = json_lines((folder / "own-responder.log").read_text().splitlines())
    assert [entry["request_id"] for entry in entries if entry.get("request_id") in ids] == ids
