"""The WhatsApp session and its messages, over the stub: states, events, idempotency, order, customers."""

import concurrent.futures
import time

import pytest

from guiche import people, whatsapp
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.live import EventStream, received, socket
from guiche.servers.messaging import MESSAGES, chief, desk, number, ready, stopped, stream  # noqa: F401
from guiche.processes import wait_until
from guiche.whatsapp import BASE, STARTING, WAY, told


def test_a_session_and_a_message_are_seen_step_by_step_by_socket_and_stream(desk, stopped, stream, tmp_path):
    to = number()
    with socket(desk.tls_url, f"/ws/whatsapp/?token={stopped.token}") as ws:
        early = whatsapp.send(stopped, to, "antes")
        assert expect(stopped.post(f"{BASE}/session/start"), 202) == {"status": "connecting"}
        heard = []

        def is_over():
            return len([payload for payload in told(heard, "message_received", **{"from": to})]) == 2
        end = time.monotonic() + 40
        late = None
        while not is_over() and time.monotonic() < end:
            heard += filter(None, [received(ws, 1)])
            if late is None and told(heard, "session_status", status="ready"):
                late = whatsapp.send(stopped, f"+{to}", "depois")
    assert is_over(), heard
    assert wait_until(lambda: stream.events[-len(heard):] == heard, 5), (stream.events, heard)
    assert [event["id"] for event in heard] == sorted({event["id"] for event in heard})
    assert [payload["status"] for payload in told(heard, "session_status")] == STARTING
    kinds = [event["type"] for event in heard if event["type"] in ("session_status", "qrcode")]
    assert kinds == ["session_status", "session_status", "qrcode", "session_status", "session_status"]
    codes = told(heard, "qrcode")
    assert whatsapp.scanned(tmp_path, codes[0]["image_b64"]).startswith("2@")
    assert whatsapp.way(heard, early) == whatsapp.way(heard, late) == WAY
    is_ready = next(n for n, event in enumerate(heard) if event["payload"] == {"status": "ready"})
    sent = next(n for n, event in enumerate(heard) if event["payload"] == {"message_id": early, "status": "sent"})
    assert is_ready < sent, "a message waits until the session is ready"
    answers = told(heard, "message_received")
    assert all(set(answer) == {"message_id", "from", "type", "text"} and answer["type"] == "text" for answer in answers)
    assert [answer["text"].endswith(word) for answer, word in zip(answers, ("antes", "depois"))] == [True, True]
    assert whatsapp.status(stopped) == "ready"


def test_a_running_session_is_left_unchanged_and_an_ended_one_restarts(ready, stream):
    assert expect(ready.post(f"{BASE}/session/start"), 202) == {"status": "ready"}
    expect(ready.delete(f"{BASE}/session"), 204)
    assert whatsapp.status(ready) == "disconnected"
    expect(ready.delete(f"{BASE}/session"), 204)
    whatsapp.start(ready)
    assert wait_until(
        lambda: [payload["status"] for payload in told(stream.events, "session_status")] == ["disconnected", *STARTING], 5), stream.events


def test_sessions_started_and_ended_at_once_end_in_order(ready, stream):
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            list(pool.map(lambda n: ready.delete(f"{BASE}/session") if n % 2 else ready.post(f"{BASE}/session/start"), range(8)))
    whatsapp.start(ready)
    assert wait_until(lambda: told(stream.events, "session_status")[-1:] == [{"status": "ready"}], 5)
    states = [payload["status"] for payload in told(stream.events, "session_status")]
    following = {**dict(zip(STARTING, STARTING[1:])), "disconnected": "connecting"}
    assert all(later in (following.get(earlier), "disconnected") and later != earlier for earlier, later in zip(states, states[1:])), states


def test_a_message_is_listed_with_its_answer(ready):
    to, name = number(), people.token()
    sent = whatsapp.send(ready, f"+{to}", "  Olá\nvocê 👋 ", client_message_id=name)
    assert wait_until(lambda: len(whatsapp.messages(ready, to)) == 2, 10)
    assert wait_until(lambda: whatsapp.messages(ready, to)[0]["status"] == "read", 10)
    first, answer = whatsapp.messages(ready, to)
    members = {"id", "direction", "number", "type", "text", "status", "client_message_id", "created_at", "updated_at"}
    assert set(first) == set(answer) == members
    assert first["id"] == sent and UUID7.match(answer["id"]) and INSTANT.match(first["created_at"])
    assert (first["direction"], first["number"], first["type"], first["text"]) == ("out", to, "text", "Olá\nvocê 👋")
    assert (first["client_message_id"], answer["client_message_id"]) == (name, None)
    assert (answer["direction"], answer["number"], answer["status"]) == ("in", to, "delivered")
    page = expect(ready.get(MESSAGES, params={"number": f"+{to}", "page_size": 1, "page": 2}), 200)
    assert [each["id"] for each in page["messages"]] == [sent]
    assert (page["total"], page["page"], page["per_page"], page["pages"]) == (2, 2, 1, 2)
    assert expect(ready.get(MESSAGES), 200)["total"] >= 2


@pytest.mark.parametrize("way", ["client_message_id", "Idempotency-Key"])
def test_a_repeat_gives_the_same_id_and_sends_once(ready, way):
    to, name = number(), people.token()
    said = whatsapp.message(to, **({way: name} if way == "client_message_id" else {}))
    headers = {way: name} if way == "Idempotency-Key" else {}

    def post(_):
        while (answer := ready.bearing(ready.token).post(MESSAGES, json=said, headers=headers)).status_code == 409:
            time.sleep(0.2)
        return expect(answer, 202)["message_id"]
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        ids = set(pool.map(post, range(24)))
    assert len(ids) == 1
    assert wait_until(lambda: len(whatsapp.messages(ready, to)) == 2, 10)
    time.sleep(1)
    assert [each["direction"] for each in whatsapp.messages(ready, to)] == ["out", "in"]


@pytest.mark.parametrize("changes, faults", [
    ({"to": None}, ["to"]), ({"to": "123456789"}, ["to"]), ({"to": "1234567890123456"}, ["to"]), ({"to": "++5511987654321"}, ["to"]),
    ({"to": "55 11 98765-4321"}, ["to"]), ({"to": 5511987654321}, ["to"]), ({"to": "५५११९८७६५४३२१"}, ["to"]),
    ({"type": None}, ["type"]), ({"type": "image"}, ["type"]), ({"text": None}, ["text"]), ({"text": "  "}, ["text"]),
    ({"text": "x" * 4097}, ["text"]), ({"text": "a\u0000b"}, ["text"]), ({"client_message_id": "x" * 101}, ["client_message_id"]),
    ({"client_message_id": 5}, ["client_message_id"]), ({"to": "1", "text": ""}, ["to", "text"]),
], ids=repr)
def test_a_message_that_breaks_a_rule_is_refused_by_field(chief, changes, faults):
    said = {name: value for name, value in {**whatsapp.message(number()), **changes}.items() if value is not None}
    expect_error(chief.post(MESSAGES, json=said), 422, "INVALID_PAYLOAD", faults)


@pytest.mark.parametrize("to", ["1234567890", "+123456789012345", "0011222333444"])
def test_the_longest_and_shortest_messages_are_accepted(chief, to):
    assert UUID7.match(whatsapp.send(chief, to, "ç" * 4096))


@pytest.mark.parametrize("method, path", [("POST", "session/start"), ("GET", "session/status"), ("DELETE", "session")])
def test_the_session_is_for_those_who_may_configure_it(desk, method, path):
    agent = desk.sign_in(desk.new_user("agent"))
    expect_error(agent.request(method, f"{BASE}/{path}", json={}), 403, "FORBIDDEN")
    expect_error(desk.client.request(method, f"{BASE}/{path}", json={}), 401, "UNAUTHORIZED")


def test_an_agent_receives_message_events_but_no_session_events(desk, ready):
    agent = desk.sign_in(desk.new_user("agent"))
    to = number()
    streams = [EventStream(desk.tls_url, f"/api/v1/events{query}", token=agent.token) for query in ("", "?channels=messages")]
    sent = whatsapp.send(agent, to)
    for stream in streams:
        assert wait_until(lambda: told(stream.events, "message_received", **{"from": to}), 10)
        assert whatsapp.way(stream.events, sent) == WAY
    assert [each["direction"] for each in whatsapp.messages(agent, to)] == ["out", "in"]
    whatsapp.stop(ready)
    whatsapp.start(ready)
    later = whatsapp.send(agent, to)
    for stream in streams:
        assert wait_until(lambda: whatsapp.way(stream.events, later) == WAY, 10)
        assert {event["type"] for event in stream.events} == {"message_status", "message_received"}
        stream.close()
    for method in ("GET", "POST"):
        expect_error(desk.client.request(method, MESSAGES, json={}), 401, "UNAUTHORIZED")


def test_a_client_s_name_for_a_message_is_its_own(desk, ready):
    name, to = people.token(), number()
    others = [desk.sign_in(desk.new_user("agent")) for _ in range(2)]
    ids = [whatsapp.send(each, to, f"n{n}", client_message_id=name) for n, each in enumerate(others) for _ in range(2)]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert wait_until(lambda: len(whatsapp.messages(ready, to)) == 4, 10)
    out = [each for each in whatsapp.messages(ready, to) if each["direction"] == "out"]
    assert [(each["id"], each["text"], each["client_message_id"]) for each in out] == [(ids[0], "n0", name), (ids[2], "n1", name)]
    said = whatsapp.message(to)
    first, second = (expect(each.post(MESSAGES, json=said, headers={"Idempotency-Key": name}), 202) for each in others)
    assert first != second


@pytest.mark.parametrize("one, other", [
    ("551198{}", "55118{}"), ("552798{}", "55278{}"), ("5215512{}", "525512{}"), ("5491112{}", "541112{}"),
], ids=["BR 11", "BR 27", "MX", "AR"])
def test_a_number_is_found_by_either_spelling(ready, one, other):
    rest = number()[-7:] if one.startswith("55") else number()[-6:]
    one, other = one.format(rest), other.format(rest)
    customer = expect(ready.post("/api/v1/customers", json=people.customer(phone="+" + one)), 201)["customer"]["id"]
    sent = [whatsapp.send(ready, each) for each in (one, other)]
    for spelling in (one, other, "+" + one):
        found = whatsapp.messages(ready, spelling)
        assert [each["id"] for each in found if each["direction"] == "out"] == sent
    assert wait_until(lambda: expect(ready.get(f"/api/v1/customers/{customer}/interactions"), 200)["total"] == 4, 10)
    assert {each["number"] for each in whatsapp.messages(ready, one)} == {one, other}


def test_messages_of_a_number_keep_their_order(ready, stream):
    to = number()
    ids = [whatsapp.send(ready, to, f"n{n}") for n in range(15)]
    assert wait_until(lambda: len(told(stream.events, "message_received", **{"from": to})) == len(ids), 30)
    for step in WAY[1:]:
        order = [payload["message_id"] for payload in told(stream.events, "message_status", status=step) if payload["message_id"] in ids]
        assert order == ids, step
    answers = [payload["text"].rsplit("n")[-1] for payload in told(stream.events, "message_received", **{"from": to})]
    assert answers == [str(n) for n in range(15)]


def test_messages_of_a_customer_are_interactions_once(desk, ready):
    phone = people.phone()
    customer = expect(ready.post("/api/v1/customers", json=people.customer(phone=phone)), 201)["customer"]["id"]
    name = people.token()
    for _ in range(3):
        whatsapp.send(ready, phone, "Bom dia", client_message_id=name)

    def interactions():
        return expect(ready.get(f"/api/v1/customers/{customer}/interactions"), 200)["interactions"]
    assert wait_until(lambda: len(interactions()) == 2, 10)
    time.sleep(0.5)
    answer, sent = interactions()
    assert {answer["interaction_type"], sent["interaction_type"]} == {"whatsapp"}
    assert sent["notes"] == "Bom dia" and sent["author"]["username"] and answer["author"] is None
    assert answer["notes"].endswith("Bom dia")


def test_the_stub_delays_unless_configured_otherwise(instance, manager):
    to = number()
    whatsapp.stop(manager)
    with socket(instance.tls_url, f"/ws/whatsapp/?token={manager.token}") as ws:
        started = time.monotonic()
        expect(manager.post(f"{BASE}/session/start"), 202)
        sent = whatsapp.send(manager, to)
        heard = []
        while not told(heard, "message_received", **{"from": to}) and time.monotonic() - started < 40:
            heard += filter(None, [received(ws, 1)])
    statuses = [payload["status"] for payload in told(heard, "session_status")]
    # The end of a session before this one may still have been on its way.
    assert statuses[statuses[:1] == ["disconnected"]:] == STARTING
    assert whatsapp.way(heard, sent) == WAY and heard[-1]["type"] == "message_received"
    assert time.monotonic() - started > 3 + 0.5 + 0.3 + 0.5 + 0.8
    whatsapp.stop(manager)
