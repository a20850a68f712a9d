"""Connections between nginx and a pool that are kept: no one starves, and what breaks is seen and costs only what was in hand."""

import contextlib
import os
import signal
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from guiche import people, raw
from guiche.client import expect
from guiche.instance import CLIENT_TOKENS, running
from guiche.limits import seconds
from guiche.processes import wait_until
from guiche.servers.responder import END, PARAMS, STDIN, STDOUT, record

pytestmark = pytest.mark.slow

LOAD_THREADS = 12
RESTARTS = 12
KILLS = 6
AT_ONCE_SECONDS = seconds(1.0)


def submit(client):
    return client.post("/api/v1/leads", json=people.partner_lead(), headers={"X-Client-Token": CLIENT_TOKENS[0]})


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


class Load:
    """Requests to both pools for as long as the block lasts; their statuses, None for a connection that broke."""

    def __init__(self, instance, token):
        self.statuses, self._over = [], threading.Event()
        self._threads = [threading.Thread(target=self._pour, args=(instance, token, number)) for number in range(LOAD_THREADS)]

    def _pour(self, instance, token, number):
        client = instance.client.bearing(token)
        while not self._over.is_set():
            try:
                if number % 3 == 0:
                    self.statuses.append(submit(client).status_code)
                else:
                    self.statuses.append(client.get("/api/v1/me" if number % 3 == 1 else "/health").status_code)
            except requests.RequestException:
                self.statuses.append(None)

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for thread in self._threads:
            thread.join(30)

    @property
    def failed(self):
        return [status for status in self.statuses if status not in (200, 201)]


@contextlib.contextmanager
def held(instance, agent, count):
    """So many requests wait in the staff pool, each waiting for a row that another holds; they are answered afterwards."""
    lead = expect(agent.post("/api/v1/leads", data=people.form_fields(), files=people.resume()), 201)
    with instance.connection() as holder, holder.cursor() as cursor, ThreadPoolExecutor(count) as pool:
        cursor.execute("SELECT id FROM leads WHERE id = UNHEX(%s) FOR UPDATE", (lead["id"].replace("-", ""),))
        waiting = [
            pool.submit(lambda: instance.client.bearing(agent.token).patch(f"/api/v1/leads/{lead['id']}", json={"first_name": "Bia"}))
            for _ in range(count)]
        time.sleep(0.5)
        assert not any(each.done() for each in waiting)
        yield
        assert not any(each.done() for each in waiting), "they were to stand still all the time"
        holder.rollback()
        assert {each.result().status_code for each in waiting} <= {200, 409, 412, 503}


def ask_for_a_while(agent, path="/api/v1/me"):
    """The longest answer of many, asked by several clients at once."""
    def ask(_):
        began = time.monotonic()
        expect(agent.get(path), 200)
        return time.monotonic() - began

    with ThreadPoolExecutor(8) as pool:
        return max(pool.map(ask, range(200)))


def test_one_free_thread_answers_all_other_requests(instance, agent):
    # Connections are open, and parked, before the threads are held.
    ask_for_a_while(agent)
    threads = sum(int(process.arguments[process.arguments.index("--threads") + 1]) for process in instance.responders("staff"))
    with held(instance, agent, threads - 1):
        assert ask_for_a_while(agent) < AT_ONCE_SECONDS


@pytest.fixture(scope="module")
def pair(folder):
    """An instance whose pools have two processes of two threads: their connections are not kept."""
    with running(folder / "pair", STAFF_PROCESSES="2", STAFF_THREADS="2", INTAKE_PROCESSES="2", INTAKE_THREADS="2") as pair:
        yield pair


def test_a_pool_of_two_processes_starves_no_client(pair):
    agent = pair.sign_in(pair.new_user("agent"))
    ask_for_a_while(agent)
    with held(pair, agent, 3):
        assert ask_for_a_while(agent) < AT_ONCE_SECONDS


@pytest.mark.parametrize("pool", ["intake", "staff"])
def test_a_process_that_is_restarted_fails_no_request(spare, pool):
    agent = spare.sign_in(spare.new_user("agent"))
    with Load(spare, agent.token) as load:
        for _ in range(RESTARTS):
            before = spare.responders(pool)
            before[0].kill(signal.SIGTERM)
            assert wait_until(lambda: not before[0].is_alive, 10)
            assert wait_until(lambda: len(spare.responders(pool)) == len(before), 10)
            time.sleep(0.2)
    assert len(load.statuses) > 1000 and load.failed == []


def test_a_killed_process_loses_only_its_current_requests(spare):
    agent = spare.sign_in(spare.new_user("agent"))
    with Load(spare, agent.token) as load:
        time.sleep(1)
        for kill in range(KILLS):
            pool = ("intake", "staff")[kill % 2]
            spare.responders(pool)[0].kill()
            assert wait_until(lambda: spare.responders(pool), 10)
            time.sleep(0.5)
    assert set(load.failed) <= {503}
    assert len(load.failed) <= KILLS * LOAD_THREADS
    with Load(spare, agent.token) as load:
        time.sleep(1)
    assert load.failed == [], "a connection of a dead process was used again"


def test_a_reload_of_nginx_fails_no_request_and_leaves_no_descriptor_open(spare):
    agent = spare.sign_in(spare.new_user("agent"))
    nginx = int((spare.state / "nginx/nginx.pid").read_text())
    with Load(spare, agent.token) as load:
        time.sleep(1)
        before = {process: descriptors(process) for process in spare.responders()}
        for _ in range(5):
            os.kill(nginx, signal.SIGHUP)
            time.sleep(1)
    # A client whose own connection an old worker closes while it sends has no answer; no error is reported.
    assert set(load.failed) <= {None}
    # A connection of each client to each of the workers, and none of those that have gone.
    assert wait_until(lambda: all(descriptors(each) <= count + 2 * LOAD_THREADS for each, count in before.items()), 20)
    os.kill(nginx, signal.SIGHUP)
    assert wait_until(lambda: all(descriptors(each) < before[each] for each in before), 20), "all connections were closed"


def test_clients_that_leave_hold_no_connection(instance, agent):
    ask_for_a_while(agent, "/health")
    before = {process: descriptors(process) for process in instance.responders()}
    for turn in range(60):
        with raw.connect(instance.port) as connection:
            request = raw.request("GET", "/api/v1/leads?page_size=100", [f"Authorization: Bearer {agent.token}"])
            connection.sendall(request if turn % 2 else request[:40])
            if turn % 3:
                time.sleep(0.005)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert ask_for_a_while(agent, "/health") < seconds(5)
    assert wait_until(lambda: all(descriptors(each) <= count + 16 for each, count in before.items()), 20)


class Stranger:
    """A responder of the test's own in place of a pool's: it keeps its connections, and breaks off the answers that it is asked to."""

    HEAD = b"Status: 200 OK\r\nContent-Type: application/json\r\n"
    CONTENT = b'{"a":"' + b"x" * 60_000 + b'"}'

    def __init__(self, place):
        self.place, self.taken = Path(place), 0
        self._away = self.place.with_suffix(".away")

    def __enter__(self):
        self.place.rename(self._away)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.place))
        self.place.chmod(0o666)
        self._listener.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.close()
        self.place.unlink()
        self._away.rename(self.place)

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.taken += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection, contextlib.suppress(OSError):
            while variables := self._request(connection):
                length = b"Content-Length: %d\r\n\r\n" % len(self.CONTENT) if b"with-length" in variables else b"\r\n"
                if b"cut" in variables:
                    connection.sendall(self._output(self.HEAD + length + self.CONTENT[:30_000]))
                    return
                connection.sendall(self._output(self.HEAD + length + self.CONTENT) + record(STDOUT, b"") + record(END, bytes(8)))

    @staticmethod
    def _output(content):
        return b"".join(record(STDOUT, content[at:at + 30_000]) for at in range(0, len(content), 30_000))

    @staticmethod
    def _request(connection):
        data, variables = b"", b""
        while True:
            while len(data) < 8 or len(data) < 8 + struct.unpack("!H", data[4:6])[0] + data[6]:
                piece = connection.recv(65536)
                if not piece:
                    return b""
                data += piece
            kind, length, padding = data[1], struct.unpack("!H", data[4:6])[0], data[6]
            content, data = data[8:8 + length], data[8 + length + padding:]
            if kind == PARAMS:
                variables += content
            if kind == STDIN and not length:
                return variables


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("length", ["with-length", "without"])
def test_an_answer_that_is_cut_on_a_kept_connection_is_seen_as_cut(spare, encoding, length):
    [place] = (spare.state / "run").rglob("staff.sock")
    headers = {"Accept-Encoding": encoding}
    with Stranger(place) as stranger, requests.Session() as client:
        # What nginx keeps belongs to the pool: it is closed first.
        os.kill(int((spare.state / "nginx/nginx.pid").read_text()), signal.SIGHUP)
        time.sleep(1)
        for _ in range(5):
            answer = client.get(f"{spare.url}/api/v1/{length}", headers=headers, timeout=10)
            assert answer.status_code == 200 and answer.content == stranger.CONTENT
        taken = stranger.taken
        for _ in range(5):
            answer = client.get(f"{spare.url}/api/v1/{length}", headers=headers, timeout=10)
            assert answer.content == stranger.CONTENT
        assert stranger.taken == taken, "the connection was kept"
        for _ in range(3):
            with pytest.raises(requests.RequestException):
                client.get(f"{spare.url}/api/v1/{length}/cut", headers=headers, timeout=10)
            answer = client.get(f"{spare.url}/api/v1/{length}", headers=headers, timeout=10)
            assert answer.status_code == 200 and answer.content == stranger.CONTENT
    os.kill(int((spare.state / "nginx/nginx.pid").read_text()), signal.SIGHUP)
    assert wait_until(spare.is_healthy, 10)
