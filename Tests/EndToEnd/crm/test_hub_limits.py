"""What one user, or all together, can make the hub hold."""

import json
import os
import socket as sockets
import struct
import time

import pytest

from guiche import people
from guiche.client import expect_error
from guiche.live import EventStream, received, refusal, socket
from guiche.processes import wait_until

OF_A_USER = 20
MIB = 1024 * 1024


def hub_worker(instance):
    masters = [each.pid for each in instance.processes("nginx") if any("hub.conf" in word for word in each.arguments)]
    return next(each for each in instance.processes("nginx") if each.parent in masters)


def hub_status(instance):
    """What the hub says of itself, by the socket of the program's side."""
    place = instance.effective_settings()["GUICHE_HUB_SOCKET"]
    with sockets.socket(sockets.AF_UNIX) as connection:
        connection.settimeout(10)
        connection.connect(place)
        connection.sendall(b"GET /status HTTP/1.0\r\n\r\n")
        data = b""
        while piece := connection.recv(65536):
            data += piece
    return json.loads(data.partition(b"\r\n\r\n")[2])


def test_a_user_holds_20_sockets_and_streams(instance):
    user, other = (instance.sign_in(instance.new_user("agent")) for _ in range(2))
    path = f"/ws/echo/?token={user.token}"
    held = [socket(instance.url, path) for _ in range(OF_A_USER - 3)]
    streams = [EventStream(instance.url, token=user.token, reconnects=False) for _ in range(3)]
    try:
        assert refusal(instance.url, path) == (429, "RATE_LIMITED")
        answer = user.get("/api/v1/events")
        expect_error(answer, 429, "RATE_LIMITED")
        assert int(answer.headers["Retry-After"]) >= 1
        with socket(instance.url, f"/ws/echo/?token={other.token}") as ws:
            ws.send('{"type":"ping"}')
            assert received(ws) == {"type": "pong"}
        held.pop().close()

        def opens():
            try:
                held.append(socket(instance.url, path))
                return True
            except Exception:
                return False
        assert wait_until(opens, 5)
    finally:
        for each in [*held, *streams]:
            each.close()


def frame(text):
    """A text frame of a client, with a mask of zeros."""
    return struct.pack("!BBQ4x", 0x81, 0x80 | 127, len(text)) + text


def idle_socket(instance, token):
    connection = sockets.socket()
    connection.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", instance.port))
    connection.sendall(
        f"GET /ws/echo/?token={token} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAECAwQFBgcICQoLDA0ODw==\r\n\r\n".encode())
    assert connection.recv(12) == b"HTTP/1.1 101"
    connection.setblocking(False)
    return connection


@pytest.mark.slow
def test_sockets_that_read_nothing_are_bounded_together(instance):
    """400 of them, each sent 19 different messages of 64 KB: equal ones would be one string of Lua's."""
    users = [instance.sign_in(instance.new_user("agent")) for _ in range(20)]
    worker = hub_worker(instance)
    before = worker.resident_bytes
    idle = [idle_socket(instance, user.token) for user in users for _ in range(OF_A_USER)]
    try:
        rest = {each: b"".join(frame(b'"' + os.urandom(32_000).hex().encode() + b'"') for _ in range(19)) for each in idle}
        largest, end = 0, time.monotonic() + 12
        while time.monotonic() < end:
            for each in list(rest):
                try:
                    rest[each] = rest[each][each.send(rest[each][:1 << 18]):]
                except BlockingIOError:
                    continue
                except OSError:
                    del rest[each]
            largest = max(largest, worker.resident_bytes)
            time.sleep(0.02)
        assert hub_status(instance)["held_bytes"] <= 48 * MIB
        assert largest - before < 300 * MIB, (largest // MIB, before // MIB)
    finally:
        for each in idle:
            each.close()
    assert worker.is_alive
    assert wait_until(lambda: hub_status(instance)["held_bytes"] == 0, 30), hub_status(instance)
    with socket(instance.url, f"/ws/echo/?token={users[0].token}") as ws:
        ws.send('{"type":"ping"}')
        assert received(ws) == {"type": "pong"}


def test_a_client_that_sends_before_it_reads_gets_all_its_answers(instance, agent):
    """More than may wait: the hub reads on when there is room again."""
    with socket(instance.url, f"/ws/echo/?token={agent.token}") as ws:
        texts = [f'"{number}{people.token(40) * 1500}"' for number in range(6)]
        for text in texts:
            ws.send(text)
        assert [received(ws)["echo"] for _ in texts] == [json.loads(text) for text in texts]
