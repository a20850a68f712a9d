"""The audit: what is recorded, who may read it, and what it never holds."""

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.processes import wait_until


def events(client, **query):
    return expect(client.get("/api/v1/audit", params={"page_size": 100, **query}), 200)["events"]


def user_id(client):
    return expect(client.get("/api/v1/me"), 200)["id"]


def of(client, target):
    """The actions of the newest events about one thing, oldest first."""
    return [event["action"] for event in reversed(events(client)) if (event["target"] or {}).get("id") == target]


def test_an_event_says_what_when_by_whom_and_in_which_request(instance, admin):
    name = instance.new_user()
    client = instance.sign_in(name)
    mine = user_id(client)
    [event] = events(admin, actor_id=mine)
    assert set(event) == {"id", "at", "actor", "action", "target", "request_id", "changes"}
    assert UUID7.match(event["id"]) and INSTANT.match(event["at"])
    assert event["actor"] == {"id": mine, "username": name}
    assert event["action"] == "login.succeeded" and event["target"]["kind"] == "session" and event["changes"] == {}
    assert instance.log_lines(event["request_id"])


def test_failures_and_locks_are_told_and_no_name_that_nobody_has(instance, admin):
    name, nobody = instance.new_user(), people.username()
    mine = user_id(instance.sign_in(name))
    secret = "Wr0ng-" + people.token()
    for who in (name, nobody):
        for _ in range(6):
            instance.client.post("/api/v1/auth/login", json={"username": who, "password": secret})
    assert of(admin, mine)[-5:] == ["login.failed"] * 4 + ["login.locked"]
    text = json.dumps(events(admin))
    assert nobody not in text and secret not in text
    rows = instance.query("SELECT COUNT(*) FROM audit_events WHERE CONCAT_WS(' ', actor_username, target_id, changes) LIKE %s", f"%{nobody}%")
    assert rows[0][0] == 0


def test_the_life_of_an_account_is_told(instance, admin):
    name = instance.new_user("agent")
    tokens = expect(instance.client.post("/api/v1/auth/token", json={"username": name, "password": people.PASSWORD}), 200)
    client = instance.client.bearing(tokens["access"])
    mine = user_id(client)
    new = "Nova-" + people.token()
    expect_error(client.post("/api/v1/auth/password", json={"current_password": "no", "new_password": new}), 422, "INVALID_PAYLOAD")
    expect(client.post("/api/v1/auth/password", json={"current_password": people.PASSWORD, "new_password": new}), 204)
    expect_error(client.get("/api/v1/audit"), 403, "FORBIDDEN")
    expect(client.post("/api/v1/auth/logout", json={"refresh": tokens["refresh"]}), 204)
    expect_error(client.post("/api/v1/auth/refresh", json={"refresh": tokens["refresh"]}), 401, "UNAUTHORIZED")
    assert instance.guichectl("user", "set-role", name, "manager").returncode == 0
    assert instance.guichectl("user", "deactivate", name).returncode == 0
    assert of(admin, mine) == ["user.registered", "password.refused", "password.changed", "user.role_changed", "user.deactivated"]
    assert [event["action"] for event in reversed(events(admin, actor_id=mine))] == [
        "login.succeeded", "password.refused", "password.changed", "access.refused", "logout"]
    changed = next(event for event in events(admin, action="user.role_changed") if event["target"]["id"] == mine)
    assert changed["changes"] == {"role": {"from": "agent", "to": "manager"}}
    assert changed["actor"] is None and changed["request_id"] is None
    assert any(event["action"] == "token.refused" for event in events(admin))


def test_what_is_done_to_leads_is_told(admin, lead):
    assert admin.get("/api/v1/leads/export").status_code == 200
    expect(admin.delete(f"/api/v1/leads/{lead['id']}"), 204)
    newest = events(admin, actor_id=user_id(admin))[:2]
    assert [event["action"] for event in newest] == ["lead.deleted", "leads.exported"]
    assert newest[0]["target"] == {"kind": "lead", "id": lead["id"]}
    assert lead["email"] not in json.dumps(newest)


def test_it_is_filtered_by_time_and_action(instance, admin):
    instance.client.post("/api/v1/auth/login", json={"username": "nobody", "password": "x"})
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    assert events(admin, action="login.failed", **{"to": now})
    assert not events(admin, action="login.failed", **{"from": "2100-01-01"})
    assert not events(admin, **{"to": "2000-01-01T00:00:00Z"})
    assert {event["action"] for event in events(admin, action="login.failed")} == {"login.failed"}
    assert not events(admin, action="no.such")
    for query in ({"actor_id": "x"}, {"from": "soon"}, {"to": "2026-13-01"}, {"page": "0"}):
        expect_error(admin.get("/api/v1/audit", params=query), 422, "INVALID_PAYLOAD", query.keys())


def test_pages_hold_every_event_once_and_the_total_is_right(instance, admin):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: instance.client.post(
            "/api/v1/auth/login", json={"username": people.username(), "password": "x"}), range(24)))
    first = expect(admin.get("/api/v1/audit?per_page=10"), 200)
    assert set(first) == {"events", "total", "page", "per_page", "pages"}
    assert (first["page"], first["per_page"]) == (1, 10) and first["pages"] == -(-first["total"] // 10)
    assert first["total"] == instance.query("SELECT COUNT(*) FROM audit_events")[0][0]
    second = expect(admin.get("/api/v1/audit?per_page=10&page=2"), 200)
    ids = [event["id"] for event in first["events"] + second["events"]]
    assert len(set(ids)) == 20 and ids == sorted(ids, reverse=True)
    assert expect(admin.get("/api/v1/audit?page=100000"), 200)["events"] == []


def test_two_requests_at_once_write_each_event_once(instance, admin):
    name = instance.new_user()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: instance.client.post(
            "/api/v1/auth/login", json={"username": name, "password": people.PASSWORD}), range(16)))
    assert [answer.status_code for answer in answers] == [200] * 16
    mine = user_id(instance.client.bearing(answers[0].json()["access_token"]))
    assert [event["action"] for event in events(admin, actor_id=mine)] == ["login.succeeded"] * 16


@pytest.mark.parametrize("role", ["agent", "manager"])
def test_only_who_may_audit_reads_it(request, role):
    expect_error(request.getfixturevalue(role).get("/api/v1/audit"), 403, "FORBIDDEN")


def test_the_command_shows_it(instance):
    name = instance.new_user()
    instance.sign_in(name)
    listed = instance.guichectl("audit", "list", "--actor", name, "--json")
    assert listed.returncode == 0, listed.stderr
    assert [event["action"] for event in json.loads(listed.stdout)["events"]] == ["login.succeeded"]
    plain = instance.guichectl("audit", "list", "--action", "login.succeeded", "--limit", "1000")
    assert name in plain.stdout
    assert instance.guichectl("audit", "list", "--actor", people.username()).returncode == 1
    assert instance.guichectl("audit", "list", "--from", "soon").returncode == 2
    assert "--action" in instance.guichectl("audit", "--help").stdout


def test_what_is_too_old_is_swept_and_nothing_else(instance, admin):
    row = ("INSERT INTO audit_events (id, at, action, target_kind, target_id, changes) "
           "SELECT UNHEX(CONCAT(LPAD(HEX(%s), 12, '0'), '70008000', LPAD(HEX(seq), 12, '0'))), FROM_UNIXTIME(%s), 'test.old', 'test', seq, '{}' FROM seq_1_to_%s")
    for days, count in ((731, 1500), (729, 1)):
        moment = int(time.time()) - 86_400 * days
        instance.query(row, moment * 1000, moment, count)
    [worker] = [each for each in instance.processes() if each.program.endswith("/guiche-worker")]
    worker.kill(signal.SIGTERM)
    def left():
        return instance.query("SELECT COUNT(*) FROM audit_events WHERE action = 'test.old'")[0][0]
    assert wait_until(lambda: left() == 1, 20), left()
    assert expect(admin.get("/api/v1/audit?action=test.old"), 200)["total"] == 1
    assert expect(admin.get("/api/v1/audit"), 200)["total"] == instance.query("SELECT COUNT(*) FROM audit_events")[0][0]
    assert instance.log_lines("1500 audit events")
