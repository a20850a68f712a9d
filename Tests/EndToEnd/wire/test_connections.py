"""Connections of one client: half-sent requests, slow readers, networks of IPv6, versions of HTTP."""

import json
import re
import select
import shutil
import socket
import subprocess
import time

import pytest
import requests

from guiche import people, raw
from guiche.client import expect, expect_error
from guiche.instance import free_port
from guiche.limits import ANONYMOUS_BYTES, seconds
from guiche.processes import wait_until

REQUESTS_OF_A_CLIENT = 100


@pytest.mark.parametrize("version", ["2.0", "3.0", "9.9"])
@pytest.mark.parametrize("path", ["/health", "/api/v1/me", "/"])
def test_a_version_of_http_that_nginx_does_not_support_is_505(instance, version, path):
    answer = raw.exchange(instance.port, f"GET {path} HTTP/{version}\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    assert answer.status == 505
    assert answer.error["code"] == "HTTP_VERSION_NOT_SUPPORTED"


def test_no_answer_that_needs_no_token_is_long(api):
    """The responder makes them for anyone as often as they are asked for."""
    document = expect(api.get("/openapi.json"), 200)
    public = [path for path, operations in document["paths"].items() if "get" in operations and "security" not in operations["get"]]
    assert "/openapi.json" in public and "/health" in public
    for path in public:
        with requests.get(api.url + path, headers={"Accept-Encoding": "identity"}, stream=True, timeout=20) as answer:
            assert len(answer.content) < ANONYMOUS_BYTES, path


def slow_reader(port, address="127.0.0.1"):
    """A connection whose window is small and whose packets are short, so that the kernel keeps little for it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_WINDOW_CLAMP, 1024)
    connection.settimeout(10)
    connection.bind((address, 0))
    connection.connect(("127.0.0.1", port))
    return connection


def busy_threads(api):
    text = api.get("/metrics").text
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith("guiche_pool_busy_workers{"))


def test_a_slow_reader_holds_no_thread(instance, agent, customer):
    path = f"/api/v1/customers/{customer['id']}/interactions"
    for _ in range(50):
        expect(agent.post(path, json={"interaction_type": "call", "notes": "é" * 10_000}), 201)
    with requests.get(
            instance.url + path + "?page_size=50", headers={"Authorization": f"Bearer {agent.token}", "Accept-Encoding": "identity"},
            timeout=20) as whole:
        assert whole.status_code == 200 and len(whole.content) > 1_000_000
    readers = [slow_reader(instance.port) for _ in range(40)]
    try:
        for reader in readers:
            reader.sendall(raw.request("GET", path + "?page_size=50", [f"Authorization: Bearer {agent.token}"]))
        time.sleep(0.5)
        assert wait_until(lambda: busy_threads(instance.client) <= 2, 15), busy_threads(instance.client)
        began = time.monotonic()
        expect(agent.get("/api/v1/me"), 200)
        assert time.monotonic() - began < seconds(5)
        # What waits for the reader is the whole response.
        readers[0].setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        answer = raw.Answer(raw.read(readers[0]))
        assert answer.status == 200 and len(json.loads(answer.content)["interactions"]) == 50
    finally:
        for reader in readers:
            reader.close()


@pytest.mark.slow
def test_requests_in_progress_of_a_client_are_limited(limited):
    head = raw.request("POST", "/health", ["Content-Type: application/json", "Content-Length: 100"])
    held = [raw.connect(limited.port) for _ in range(REQUESTS_OF_A_CLIENT + 50)]
    try:
        for connection in held:
            connection.sendall(head + b"{")
        waiting = set(held)
        end = time.monotonic() + 5
        while time.monotonic() < end and len(waiting) > REQUESTS_OF_A_CLIENT:
            for connection in select.select(list(waiting), [], [], 0.5)[0]:
                answer = raw.Answer(raw.read(connection))
                assert answer.status == 429 and answer.error["code"] == "RATE_LIMITED"
                assert int(answer.fields["retry-after"]) >= 1
                waiting.discard(connection)
        assert len(waiting) == REQUESTS_OF_A_CLIENT
        expect_error(limited.client.get("/api/v1/me"), 429, "RATE_LIMITED")
        # Another client is another address, and pages have a limit of their own.
        other = slow_reader(limited.port, "127.0.0.2")
        other.sendall(raw.request("GET", "/api/v1/me"))
        assert raw.Answer(raw.read(other)).status == 401
        assert limited.client.get("/en/").status_code == 200
    finally:
        for connection in held:
            connection.close()
    assert wait_until(lambda: limited.client.get("/api/v1/me").status_code == 401, 10)


@pytest.fixture
def networks(instance, tmp_path):
    """The port of an nginx with the instance's own maps, whose clients say which address they have."""
    site = next(instance.state.rglob("site.conf")).read_text()
    client = re.search(r"^geo \$guiche_is_network \{.*?^map \$binary_remote_addr \$guiche_client_network \{.*?^\}", site, re.MULTILINE | re.DOTALL)[0]
    port = free_port()
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"""
        pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}}
        http {{
            access_log off; client_body_temp_path {tmp_path}/b; proxy_temp_path {tmp_path}/p; fastcgi_temp_path {tmp_path}/f;
            uwsgi_temp_path {tmp_path}/u; scgi_temp_path {tmp_path}/s;
            set_real_ip_from 127.0.0.1; real_ip_header X-Address;
            {client}
            limit_req_zone $guiche_client zone=one:1m rate=1r/m;
            server {{ listen 127.0.0.1:{port}; limit_req zone=one; limit_req_status 429;
                      location = /limited {{ try_files /none @ok; }} location @ok {{ return 200; }} }}
        }}""")
    nginx = subprocess.Popen([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(conf), "-p", str(tmp_path), "-g", "daemon off;"])

    def listens():
        try:
            return bool(socket.create_connection(("127.0.0.1", port), 1).close() or True)
        except OSError:
            return False
    assert wait_until(listens, 10)
    yield lambda address: requests.get(f"http://127.0.0.1:{port}/limited", headers={"X-Address": address}, timeout=5).status_code
    nginx.terminate()
    nginx.wait(10)


def test_a_network_of_ipv6_is_one_client(networks):
    same = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2:a:a:a:a", "2001:db8:1:2:0a0a:0a0a:0a0a:0a0a"]
    others = ["2001:db8:1:3::1", "2001:db8::1", "2001:db8:0:0:1::1", "a0a:a0a:a0a:a0a::1", "::ffff:192.0.2.1", "::ffff:192.0.2.2",
              "192.0.2.3", "192.0.2.10", "10.10.10.10"]
    assert [networks(address) for address in same] == [200] + [429] * (len(same) - 1)
    assert [networks(address) for address in others] == [200, 200, 429] + [200] * (len(others) - 3)
    assert networks("192.0.2.3") == 429
