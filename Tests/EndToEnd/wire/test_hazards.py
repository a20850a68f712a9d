"""The known ways the parts below us fail (HAZARDS), each tried on a responder or through nginx."""

import json
import resource
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from guiche import documents, forms, people, raw
from guiche.client import expect
from guiche.limits import seconds
from guiche.processes import wait_until
from guiche.servers.responder import PARAMS, Responder, begin, parameters, receive, record, stdin

FORM = forms.content_type()


def form(address=None, size=200_000):
    return forms.body(forms.submission(people.form_fields(email=address or people.email()), documents.pdf(size)))


@pytest.fixture
def responder(instance, folder):
    made = []

    def make(**options):
        made.append(Responder(instance, folder, **options))
        return made[-1]

    yield make
    for each in made:
        each.close()


def open_submission(responder, body):
    """A connection that has sent the head and the first half of a submission."""
    connection = responder.connect()
    connection.sendall(begin(parameters("POST", "/api/v1/leads", FORM, len(body))) + stdin(body[:len(body) // 2]))
    return connection


def finish(connection, body):
    connection.sendall(stdin(body[len(body) // 2:]) + stdin(b""))
    return receive(connection)


def test_no_thread_ends_when_accepting_fails(responder):
    """With descriptors for a few connections only, accept fails with EMFILE again and again while others wait."""
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (24, 24))

    responder = responder(threads=4, limits=few)
    silent = [responder.connect() for _ in range(60)]
    time.sleep(1)
    assert responder.process.is_alive
    for connection in silent:
        connection.close()
    assert wait_until(lambda: responder.request("GET", "/health").status == 200, 10)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: responder.request("GET", "/health").status, range(40)))
    assert statuses == [200] * 40


def test_a_silent_connection_that_closes_harms_no_other(responder):
    responder = responder(threads=2)
    for piece in (b"", b"\x01", b"\x01\x01\x00\x01\x00\x08\x00\x00", b"\0" * 64, b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 4096):
        with responder.connect() as connection:
            connection.sendall(piece)
    assert responder.request("GET", "/health").status == 200


def test_overlong_parameters_end_no_process(responder):
    """CVE-2025-23016: lengths that overflow."""
    responder = responder(threads=2)
    for lengths in (b"\xff\xff\xff\xff\xff\xff\xff\xff", b"\x80\x00\x00\x00\xff\xff\xff\xff", b"\xff\xff\xff\xff\x01"):
        with responder.connect() as connection:
            connection.sendall(begin({})[:16] + record(PARAMS, lengths + b"x" * 64) + record(PARAMS, b"") + stdin(b""))
    assert responder.process.is_alive
    assert wait_until(lambda: responder.request("GET", "/health").status == 200, 5)


def test_sigterm_finishes_the_current_request_and_exits_0(responder, agent):
    responder, address = responder(threads=4), people.email()
    body = form(address)
    connection = open_submission(responder, body)
    time.sleep(0.3)
    responder.signal(signal.SIGTERM)
    time.sleep(0.5)
    answer = finish(connection, body)
    assert answer.status == 201, answer.content
    assert responder.wait(10) == 0
    assert agent.get(f"/api/v1/leads/{json.loads(answer.content)['id']}/resume").content == documents.pdf(200_000)


def test_sigterm_ends_an_idle_responder_at_once(responder):
    responder = responder(threads=8)
    responder.signal(signal.SIGTERM)
    assert responder.wait(3) == 0


def test_sigterm_does_not_wait_for_a_silent_peer_over_its_time(responder):
    responder = responder(threads=4)
    with responder.connect():
        time.sleep(0.3)
        responder.signal(signal.SIGTERM)
        assert responder.wait(10) == 0


def test_a_peer_gone_in_mid_body_leaves_nothing(instance, responder, agent):
    responder, before, address = responder(threads=2), instance.uploaded(), people.email()
    for _ in range(5):
        open_submission(responder, form(address)).close()
    assert wait_until(lambda: instance.uploaded() == before, 10), instance.uploaded() - before
    assert responder.request("GET", "/health").status == 200
    assert expect(agent.get("/api/v1/leads", params={"search": address}), 200)["total"] == 0


def test_a_peer_gone_before_the_answer_ends_no_process(responder):
    responder = responder(threads=2)
    for _ in range(20):
        with responder.connect() as connection:
            connection.sendall(begin(parameters("GET", "/api/schema")) + stdin(b""))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    assert responder.process.is_alive
    assert responder.request("GET", "/health").status == 200


def test_a_client_gone_in_mid_body_leaves_nothing(instance, agent):
    before, address = instance.uploaded(), people.email()
    body = form(address, 1_000_000)
    for sent in (0, 100, 1000, 500_000, len(body) - 10):
        with raw.connect(instance.port) as connection:
            connection.sendall(raw.request(
                "POST", "/api/v1/leads", [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]) + body[:sent])
            time.sleep(0.05)
    time.sleep(0.5)
    assert instance.uploaded() == before
    assert expect(agent.get("/api/v1/leads", params={"search": address}), 200)["total"] == 0


def test_slow_clients_do_not_delay_others(instance):
    body = form()
    head = raw.request("POST", "/api/v1/leads", [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"])
    slow = [raw.connect(instance.port) for _ in range(60)]
    try:
        for connection in slow:
            connection.sendall(head + body[:1000])
        times = []
        for _ in range(20):
            began = time.monotonic()
            expect(instance.client.get("/health"), 200)
            expect(instance.client.post("/api/v1/leads", data=people.form_fields(), files=people.resume()), 201)
            times.append(time.monotonic() - began)
        assert max(times) < seconds(2), times
        slow[0].sendall(body[1000:])
        assert raw.Answer(raw.read(slow[0])).status == 201
    finally:
        for connection in slow:
            connection.close()


def test_more_concurrent_requests_than_threads_are_all_answered(instance, agent):
    def ask(number):
        return instance.client.bearing(agent.token).get("/api/v1/leads" if number % 2 else "/health").status_code

    with ThreadPoolExecutor(128) as pool:
        assert set(pool.map(ask, range(600))) == {200}


def test_the_sockets_are_for_nginx_only(instance):
    for pool in ("intake", "staff"):
        [path] = [path for path in (instance.state / "run").rglob(f"{pool}.sock")]
        assert path.stat().st_mode & 0o007 == 0, "others may connect"


@pytest.mark.slow
@pytest.mark.parametrize("pool, path, status", [("intake", "/health", 200), ("staff", "/api/v1/me", 401)])
def test_killed_responders_are_replaced_within_a_second(instance, pool, path, status):
    before = instance.responders(pool)
    assert before
    for process in before:
        process.kill()
    # Until its last thread is gone a process has its connections open, and what nginx sends on one is lost with it.
    assert wait_until(lambda: not any(process.folder.exists() for process in before), 2, every=0.001)
    began = time.monotonic()
    assert instance.client.get(path).status_code == status, "a request waits in the backlog for a new process"
    assert wait_until(lambda: len(set(instance.responders(pool)) - set(before)) == len(before), seconds(2))
    assert time.monotonic() - began < seconds(2)
    instance.remember_responders()


@pytest.mark.slow
def test_one_killed_responder_costs_no_later_request(instance):
    for pool, path in (("intake", "/health"), ("staff", "/api/v1/me")):
        assert wait_until(lambda: instance.responders(pool), 2)
        killed = instance.responders(pool)[0]
        killed.kill()
        assert wait_until(lambda: not killed.folder.exists(), 2, every=0.001)
        count = len(instance.remembered)
        assert {instance.client.get(path).status_code for _ in range(50)} <= {200, 401}
        assert wait_until(lambda: len(instance.responders()) == count, 2)
    instance.remember_responders()
