"""Who may open a socket or an event stream, from where, and for how long."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from guiche import people, tokens
from guiche.client import expect, expect_error
from guiche.limits import seconds
from guiche.live import EventStream, closed, received, refusal, socket
from guiche.processes import wait_until

SOCKETS = ["/ws/echo/", "/ws/whatsapp/"]
SESSION_END_SECONDS = 60
ROUNDS = int(os.environ.get("GUICHE_SOCKET_ROUNDS", "3"))  # 20 for a full run


def ticket(client):
    body = expect(client.post("/api/v1/ws-tickets", json={}), 201)
    assert set(body) == {"ticket", "expires_in"} and body["expires_in"] == 30
    return body["ticket"]


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("query", ["", "?token=", "?token=abc", "?token=a.b.c", "?ticket=", "?ticket=abc", "?Token=x"])
def test_a_socket_without_a_valid_token_is_401(instance, path, query):
    assert refusal(instance.url, path + query) == (401, "UNAUTHORIZED")


@pytest.mark.parametrize("path", SOCKETS)
def test_a_token_that_is_forged_expired_or_of_another_kind_is_401(instance, path):
    name = instance.new_user("manager")
    signed = expect(instance.client.post("/api/v1/auth/token", json={"username": name, "password": people.PASSWORD}), 200)
    claims = tokens.claims_of(signed["access"])
    bad = [
        signed["refresh"], signed["access"] + "x", signed["access"][:-6],
        tokens.signed({**claims, "exp": int(time.time()) - 1}, instance.secret_key),
        tokens.signed(claims, "another-key-of-thirty-two-characters-1234"),
    ]
    for token in bad:
        assert refusal(instance.url, f"{path}?token={token}") == (401, "UNAUTHORIZED")
    with socket(instance.tls_url, f"{path}?token={signed['access']}"):
        pass


def test_events_require_a_token_too(api):
    for query in ("", "?token=x", "?ticket=x"):
        expect_error(api.get(f"/api/v1/events{query}"), 401, "UNAUTHORIZED")


def test_an_agent_receives_no_whatsapp_events(instance, agent, manager):
    assert refusal(instance.url, f"/ws/whatsapp/?token={agent.token}") == (403, "FORBIDDEN")
    expect_error(agent.get("/api/v1/events?channels=whatsapp"), 403, "FORBIDDEN")
    expect_error(agent.get("/api/v1/events?channels=gossip"), 422, "INVALID_PAYLOAD", ["channels"])
    with socket(instance.url, f"/ws/whatsapp/?token={manager.token}") as ws:
        ws.send('{"type":"ping"}')
        assert received(ws) == {"type": "pong"}


@pytest.mark.parametrize("path", ["/ws/echo", "/ws/echo/", "/ws/whatsapp", "/ws/whatsapp/"])
def test_a_plain_request_for_a_socket_is_400(manager, path):
    expect_error(manager.get(path), 400, "INVALID_PAYLOAD")
    expect_error(manager.get(path, headers={"Upgrade": "websocket", "Connection": "Upgrade"}), 400, "INVALID_PAYLOAD")


@pytest.mark.parametrize("path", ["/_hub/echo", "/_hub/events?channels=whatsapp", "/_hub/sessions", "/_hub/backlog", "/_hub/"])
def test_the_hub_has_no_address(instance, manager, path):
    expect_error(manager.get(path), 404, "NOT_FOUND")
    expect_error(manager.post(path), 404, "NOT_FOUND")
    assert refusal(instance.url, path) == (404, "NOT_FOUND")


@pytest.mark.parametrize("origin, is_let_in", [
    (None, True), ("http://localhost:3000", True), ("https://front.example", True), ("self", True), ("https://evil.example", False),
    ("null", False), ("http://localhost:3001", False), ("https://front.example.evil.example", False)])
def test_pages_of_other_origins_are_kept_out(instance, manager, origin, is_let_in):
    origin = instance.url if origin == "self" else origin
    headers = {"Origin": origin} if origin else {}
    path = f"/ws/whatsapp/?token={manager.token}"
    if is_let_in:
        with socket(instance.url, path, headers) as ws:
            ws.send('{"type":"ping"}')
            assert received(ws) == {"type": "pong"}
        stream = EventStream(instance.url, token=manager.token, headers=headers)
        assert stream.statuses == [200]
        stream.close()
    else:
        assert refusal(instance.url, path, headers) == (403, "FORBIDDEN")
        expect_error(manager.get("/api/v1/events", headers=headers), 403, "FORBIDDEN")


def test_a_stream_may_be_read_by_an_allowed_page(instance, manager):
    with requests.get(
            instance.url + "/api/v1/events", stream=True, timeout=10,
            headers={"Authorization": f"Bearer {manager.token}", "Origin": "https://front.example"}) as answer:
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "https://front.example"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Request-Id"]


def test_a_ticket_opens_one_connection(instance, manager):
    bought = ticket(manager)
    with socket(instance.tls_url, f"/ws/whatsapp/?ticket={bought}") as ws:
        ws.send('{"type":"ping"}')
        assert received(ws) == {"type": "pong"}
    assert refusal(instance.url, f"/ws/whatsapp/?ticket={bought}") == (401, "UNAUTHORIZED")
    stream = EventStream(instance.url, f"/api/v1/events?ticket={ticket(manager)}", reconnects=False)
    assert stream.statuses == [200]
    stream.close()


def test_one_of_many_concurrent_uses_of_a_ticket_succeeds(instance, agent):
    from concurrent.futures import ThreadPoolExecutor
    bought = ticket(agent)

    def attempt(_):
        return requests.get(f"{instance.url}/ws/echo/?ticket={bought}", timeout=20).status_code
    with ThreadPoolExecutor(16) as pool:
        statuses = sorted(pool.map(attempt, range(16)))
    assert statuses == [400] + [401] * 15


def test_a_ticket_requires_a_signed_in_user(api):
    expect_error(api.post("/api/v1/ws-tickets", json={}), 401, "UNAUTHORIZED")


def test_a_ticket_ends_with_its_session(instance):
    signed = expect(instance.client.post(
        "/api/v1/auth/token", json={"username": instance.new_user(), "password": people.PASSWORD}), 200)
    bought = ticket(instance.client.bearing(signed["access"]))
    expect(instance.client.post("/api/v1/auth/logout", json={"refresh": signed["refresh"]}), 204)
    assert refusal(instance.url, f"/ws/echo/?ticket={bought}") == (401, "UNAUTHORIZED")


def test_neither_token_nor_ticket_is_in_a_log(instance, manager):
    bought = ticket(manager)
    with socket(instance.url, f"/ws/echo/?ticket={bought}"), socket(instance.url, f"/ws/whatsapp/?token={manager.token}"):
        pass
    refusal(instance.url, f"/ws/echo/?token={manager.token}x")
    for secret in (bought, manager.token):
        assert instance.log_lines(secret[-30:]) == {}
    assert "nginx-access.log" in instance.log_lines('"path":"/ws/echo/"')


def test_sockets_and_streams_end_with_their_session(instance):
    """Signing out, deactivation, a right that is withdrawn and the token's own end; all at once, for it takes its time."""
    def signed(role):
        name = instance.new_user(role)
        return name, expect(instance.client.post("/api/v1/auth/token", json={"username": name, "password": people.PASSWORD}), 200)
    _, leaver = signed("agent")
    dismissed_name, dismissed = signed("manager")
    demoted_name, demoted = signed("manager")
    _, kept = signed("manager")
    short = tokens.signed({**tokens.claims_of(kept["access"]), "exp": int(time.time()) + 4}, instance.secret_key)
    left = socket(instance.url, f"/ws/echo/?token={leaver['access']}")
    gone = socket(instance.tls_url, f"/ws/whatsapp/?token={dismissed['access']}")
    lowered = socket(instance.url, f"/ws/whatsapp/?token={demoted['access']}")
    stays = socket(instance.url, f"/ws/whatsapp/?token={kept['access']}")
    brief = socket(instance.url, f"/ws/echo/?token={short}")
    stream = EventStream(instance.url, token=dismissed["access"], reconnects=False)
    assert stream.statuses == [200]
    expect(instance.client.post("/api/v1/auth/logout", json={"refresh": leaver["refresh"]}), 204)
    assert instance.guichectl("user", "deactivate", dismissed_name).returncode == 0
    instance.query("UPDATE users SET role = 'agent' WHERE username = %s", demoted_name)
    started = time.monotonic()
    assert closed(brief, seconds(10)) == 4401
    assert time.monotonic() - started < seconds(7)
    assert closed(left, SESSION_END_SECONDS) == 4401
    assert closed(gone, SESSION_END_SECONDS) == 4401
    assert closed(lowered, SESSION_END_SECONDS) == 4403
    assert stream.wait_end(SESSION_END_SECONDS)
    assert time.monotonic() - started < SESSION_END_SECONDS
    assert closed(stays, 1) is None
    stays.close()


def test_unused_tickets_are_swept_in_any_number(instance):
    count = 2_500  # More than the sweep removes in one statement.
    instance.sign_in(instance.new_user("agent"))
    instance.query(
        "INSERT INTO tickets (digest, user_id, session_id, expires_at, access_expires_at) "
        "SELECT UNHEX(SHA2(CONCAT('swept', seq), 256)), sessions.user_id, sessions.id, '2020-01-01', '2020-01-01' "
        "FROM seq_1_to_%s, (SELECT id, user_id FROM sessions ORDER BY id DESC LIMIT 1) AS sessions", count)
    [worker] = instance.workers()
    worker.kill(signal.SIGTERM)
    def left():
        return instance.query("SELECT COUNT(*) FROM tickets WHERE expires_at = '2020-01-01'")[0][0]
    assert wait_until(lambda: left() == 0, 20), left()


def test_tokens_that_end_leave_the_hub_at_work(instance):
    """The last wait before a token's end may be shorter than a millisecond, which the hub once waited for without ever giving way."""
    claims = []
    for _ in range(6):
        name = instance.new_user("agent")
        answer = instance.client.post("/api/v1/auth/token", json={"username": name, "password": people.PASSWORD})
        claims.append(tokens.claims_of(expect(answer, 200)["access"]))
    for _ in range(ROUNDS):
        end = int(time.time()) + 4
        short = [tokens.signed({**each, "exp": end}, instance.secret_key) for each in claims]
        # Side by side, so that the last is open before the first ends.
        with ThreadPoolExecutor(max_workers=18) as pool:
            opened = list(pool.map(lambda token: socket(instance.url, f"/ws/echo/?token={token}"), short * 18))
        assert {closed(each, seconds(10)) for each in opened} == {4401}
