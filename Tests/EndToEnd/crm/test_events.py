"""Events: in order, none missing, through restarts of anything; slow subscribers are cut."""

import itertools
import random
import signal
import socket as sockets
import threading
import time
import uuid
from pathlib import Path

import pytest
from guiche import people
from guiche.client import INSTANT, UUID7, expect, expect_error
from guiche.limits import seconds
from guiche.live import EventStream, add_events, received, refusal, socket, write_event
from guiche.processes import wait_until
from guiche.servers.workers import start_worker_of

LIVE_SECONDS = seconds(2)
# The server ends a connection that holds a lock when it has been silent for ten seconds; then another worker has it.
TAKEN_OVER_SECONDS = 15 + seconds(5)


@pytest.fixture
def stream(instance, manager):
    """Opens event streams that end with the test."""
    streams = []

    def open(client=manager, url=instance.url, **options):
        streams.append(EventStream(url, token=client.token, **options))
        return streams[-1]
    yield open
    for each in streams:
        each.close()


def of(events, key):
    """The payloads that a test has marked with its key."""
    return [event["payload"]["n"] for event in events if event["payload"].get("key") == key]


def is_enveloped(event):
    return (
        set(event) == {"version", "type", "id", "timestamp", "payload"} and event["version"] == "v1"
        and UUID7.match(event["id"]) and INSTANT.match(event["timestamp"]) and isinstance(event["payload"], dict))


@pytest.mark.parametrize("over", ["plain", "TLS"])
def test_events_reach_sockets_and_streams_in_order(instance, manager, stream, over):
    url = instance.url if over == "plain" else instance.tls_url
    key, count = people.token(), 50
    source = stream(url=url)
    with socket(url, f"/ws/whatsapp/?token={manager.token}") as ws:
        add_events(instance, *({"key": key, "n": n} for n in range(count)))
        heard = [received(ws) for _ in range(count)]
    assert all(is_enveloped(event) for event in heard)
    assert of(heard, key) == list(range(count))
    assert wait_until(lambda: len(of(source.events, key)) == count, 5)
    assert of(source.events, key) == list(range(count))
    ids = [event["id"] for event in heard]
    assert ids == sorted(set(ids))


def test_an_event_arrives_within_a_tenth_of_a_second(instance, manager):
    delays = []
    with socket(instance.url, f"/ws/whatsapp/?token={manager.token}") as ws:
        for n in range(20):
            time.sleep(random.uniform(0.05, 0.1))
            add_events(instance, {"n": n})
            started = time.monotonic()
            assert received(ws)["payload"] == {"n": n}
            delays.append(time.monotonic() - started)
    assert sorted(delays)[len(delays) // 2] < 0.1, delays


def test_a_user_receives_the_channels_of_the_role_only(instance, agent, manager, stream):
    key = people.token()
    staff, chief, narrow = stream(agent), stream(manager), stream(manager, path="/api/v1/events?channels=leads")
    with socket(instance.url, f"/ws/whatsapp/?token={manager.token}") as ws:
        add_events(instance, {"key": key, "n": 1})
        add_events(instance, {"key": key, "n": 2}, channel="leads")
        assert received(ws)["payload"]["n"] == 1
        assert received(ws, 0.5) is None
    assert wait_until(lambda: of(chief.events, key) == [1, 2], 5)
    assert wait_until(lambda: of(staff.events, key) == [2] and of(narrow.events, key) == [2], 5)


def test_lead_creation_change_and_deletion_are_published(stream, submit, agent, manager):
    source = stream(agent)
    started = time.monotonic()
    lead = expect(submit(), 201)["id"]

    def kinds():
        return [event["type"] for event in source.events if event["payload"]["id"] == lead]
    assert wait_until(lambda: kinds() == ["lead_created"], LIVE_SECONDS), kinds()
    created = next(event for event in source.events if event["payload"]["id"] == lead)
    assert created["payload"] == {"id": lead, "name": expect(agent.get(f"/api/v1/leads/{lead}"), 200)["name"]}
    assert time.monotonic() - started < LIVE_SECONDS
    expect(agent.patch(f"/api/v1/leads/{lead}/status", json={"status": "REACHED_OUT"}), 200)
    assert wait_until(lambda: kinds() == ["lead_created", "lead_changed"], LIVE_SECONDS), kinds()
    expect(manager.delete(f"/api/v1/leads/{lead}"), 204)
    assert wait_until(lambda: kinds() == ["lead_created", "lead_changed", "lead_deleted"], LIVE_SECONDS), kinds()


def test_a_further_enquiry_is_published_with_the_name_that_it_gives(stream, submit, agent):
    source, first = stream(agent), submit()
    lead = expect(first, 201)
    submit(email=lead["email"], first_name="Ana Lúcia", last_name="\"Souza\"")

    def told():
        return [event["payload"] for event in source.events if event["type"] == "enquiry_created" and event["payload"]["lead_id"] == lead["id"]]
    assert wait_until(told, LIVE_SECONDS)
    enquiries = expect(agent.get(f"/api/v1/leads/{lead['id']}/enquiries"), 200)["enquiries"]
    assert told() == [{"id": next(each["id"] for each in enquiries if each["id"] != lead["id"]), "lead_id": lead["id"], "name": "Ana Lúcia \"Souza\""}]


def test_a_stream_says_where_it_is_before_the_first_event(instance, stream):
    source = stream(reconnects=False)
    assert UUID7.match(source.last) or source.last == str(uuid.UUID(int=0))
    assert source.events == []


@pytest.mark.parametrize("way", ["field", "query", "socket"])
def test_missed_events_are_sent_on_reconnect(instance, manager, stream, way):
    key = people.token()
    first = stream(reconnects=False)
    add_events(instance, {"key": key, "n": 0})
    assert wait_until(lambda: of(first.events, key) == [0], 5)
    first.close()
    add_events(instance, *({"key": key, "n": n} for n in range(1, 30)))
    assert wait_until(lambda: not instance.query("SELECT 1 FROM event_queue LIMIT 1"), 5)
    if way == "socket":
        with socket(instance.url, f"/ws/whatsapp/?token={manager.token}&last_event_id={first.last}") as ws:
            assert of([received(ws) for _ in range(29)], key) == list(range(1, 30))
            add_events(instance, {"key": key, "n": 30})
            assert of([received(ws)], key) == [30]
        return
    second = stream(last=first.last) if way == "field" else stream(path=f"/api/v1/events?last_event_id={first.last}")
    assert wait_until(lambda: len(of(second.events, key)) == 29, 5)
    add_events(instance, {"key": key, "n": 30})
    assert wait_until(lambda: of(second.events, key) == list(range(1, 31)), 5), of(second.events, key)


@pytest.mark.parametrize("last", ["abc", "ffffffff-ffff-7fff-bfff-ffffffffffff", "%00"])
def test_an_unknown_id_starts_the_stream_from_now(instance, stream, last):
    key = people.token()
    source = stream(path=f"/api/v1/events?last_event_id={last}")
    add_events(instance, {"key": key, "n": 1})
    assert wait_until(lambda: of(source.events, key) == [1], 5)
    assert len(source.events) == 1 or last == "abc"


def test_replay_and_live_events_join_in_order_without_gaps(instance, manager, stream):
    """Subscribers come with an old id while events pour in."""
    key = people.token()
    position = stream(reconnects=False).last
    over = threading.Event()
    count = itertools.count()

    def pour():
        while not over.is_set():
            add_events(instance, *({"key": key, "n": next(count)} for _ in range(20)))
    pouring = threading.Thread(target=pour)
    pouring.start()
    sources = []
    for _ in range(12):
        sources.append(stream(last=position))
        time.sleep(0.15)
    over.set()
    pouring.join()
    total = next(count)
    for source in sources:
        assert wait_until(lambda: len(of(source.events, key)) >= total, 15)
        assert of(source.events, key) == list(range(total))


def test_a_client_that_does_not_read_is_cut_and_the_others_hear_all(instance, manager, stream):
    key, count, filler = people.token(), 400, "x" * 50_000
    source = stream()
    with sockets.socket() as idle:
        idle.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 8192)
        idle.connect(("127.0.0.1", instance.port))
        idle.sendall(
            f"GET /ws/whatsapp/?token={manager.token} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n\r\n".encode())
        time.sleep(0.5)
        add_events(instance, *({"key": key, "n": n, "filler": filler} for n in range(count)))
        assert wait_until(lambda: len(of(source.events, key)) == count, 60)
        assert of(source.events, key) == list(range(count))
        # What was under way still comes, and then the end.
        idle.settimeout(60)
        taken = 0
        try:
            while piece := idle.recv(1 << 20):
                taken += len(piece)
        except ConnectionError:
            pass
        assert 0 < taken < count * len(filler) / 2


def hub_masters(instance):
    return [each for each in instance.processes("nginx") if any("hub.conf" in word for word in each.arguments)]


@pytest.mark.slow
def test_health_ignores_a_missing_hub_and_sockets_are_503_meanwhile(spare):
    token = spare.sign_in(spare.new_user("manager")).token
    place = spare.state / "sockets-folder"
    folder = Path(place.read_text().strip()) if place.exists() else spare.state / "run"
    door = folder / "hub" / "subscribers.sock"
    door.rename(door.with_suffix(".away"))
    try:
        assert spare.client.get("/health").status_code == 200
        assert refusal(spare.url, f"/ws/echo/?token={token}") == (503, "SERVICE_UNAVAILABLE")
        expect_error(spare.client.bearing(token).get("/api/v1/events"), 503, "SERVICE_UNAVAILABLE")
    finally:
        door.with_suffix(".away").rename(door)
    with socket(spare.url, f"/ws/echo/?token={token}") as ws:
        ws.send('{"type":"ping"}')
        assert received(ws) == {"type": "pong"}
    assert spare.log_lines(token[-30:]) == {}


@pytest.mark.slow
def test_a_frozen_worker_holds_up_no_event(spare):
    """The worker that publishes holds a lock all the time; a process that is stopped, as by a frozen host, loses it to another."""
    client = spare.sign_in(spare.new_user("manager"))
    source, key = EventStream(spare.url, token=client.token), people.token()
    try:
        add_events(spare, {"key": key, "n": 1})
        assert wait_until(lambda: of(source.events, key) == [1], 10)
        [frozen] = spare.workers()
        frozen.kill(signal.SIGSTOP)
        other = start_worker_of(frozen, spare)
        try:
            add_events(spare, {"key": key, "n": 2})
            assert wait_until(lambda: of(source.events, key) == [1, 2], TAKEN_OVER_SECONDS)
        finally:
            other.terminate()
            other.communicate(timeout=20)
            frozen.kill(signal.SIGCONT)
        add_events(spare, {"key": key, "n": 3})
        assert wait_until(lambda: of(source.events, key) == [1, 2, 3], TAKEN_OVER_SECONDS)
        assert spare.workers() == [frozen]
    finally:
        source.close()


@pytest.mark.slow
def test_nothing_is_missed_while_hub_and_worker_are_killed(spare):
    """kill -9, again and again, of the hub, the worker and the staff pool's processes while events are written."""
    client = spare.sign_in(spare.new_user("manager"))
    key = people.token()
    sources = [EventStream(spare.url, token=client.token), EventStream(spare.tls_url, token=client.token)]
    over = threading.Event()
    count = itertools.count()

    connection = spare.connection()

    def write():
        while not over.is_set():
            write_event(connection, {"key": key, "n": next(count)})
            time.sleep(0.01)
    writing = threading.Thread(target=write)
    writing.start()
    end = time.monotonic() + 25
    killed = 0
    while time.monotonic() < end:
        hubs = hub_masters(spare)
        hubs += [each for each in spare.processes("nginx") if hubs and each.parent == hubs[0].pid]
        victims = hubs + spare.workers() + spare.responders("staff")
        for victim in random.sample(victims, min(2, len(victims))):
            try:
                victim.kill(signal.SIGKILL)
                killed += 1
            except ProcessLookupError:
                pass
        time.sleep(random.uniform(0.5, 2))
    over.set()
    writing.join()
    total = next(count)
    assert killed > 10 and total > 500
    for source in sources:
        assert wait_until(lambda: len(set(of(source.events, key))) == total, 90), (
            len(of(source.events, key)), total, source.is_alive(), source.statuses[-5:], source.last)
        heard = of(source.events, key)
        assert heard == sorted(heard)
        ids = [event["id"] for event in source.events]
        assert len(heard) - total == len(ids) - len(set(ids)), "doubles carry the same id"
        source.close()
